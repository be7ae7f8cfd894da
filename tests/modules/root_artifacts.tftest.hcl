# Code from the caller's own bucket instead of this checkout.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
  artifacts            = { s3_bucket = "releases" }
}

run "layer_from_a_bucket" {
  command = plan

  assert {
    condition     = aws_lambda_layer_version.dependencies[0].s3_bucket == "releases" && aws_lambda_layer_version.dependencies[0].s3_key == "dependencies.zip"
    error_message = "Without a prefix, the key is the name of the file."
  }
  assert {
    condition     = aws_lambda_layer_version.dependencies[0].filename == null
    error_message = "The layer comes from one place only."
  }
  assert {
    condition     = aws_lambda_layer_version.dependencies[0].source_code_hash == local.manifest.dependencies.source_code_hash
    error_message = "A new version of the layer is seen by its hash."
  }
}

run "layer_from_a_folder_of_a_bucket" {
  command = plan

  variables {
    artifacts = { s3_bucket = "releases", s3_prefix = "journeys/1.0.0/" }
  }

  assert {
    condition     = aws_lambda_layer_version.dependencies[0].s3_key == "journeys/1.0.0/dependencies.zip"
    error_message = "The key begins with the prefix."
  }
}
