# The dependency layer: from this checkout, from the caller's own bucket, or shared.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "from_this_checkout" {
  command = plan

  module {
    source = "./modules/dependencies"
  }

  assert {
    condition     = endswith(aws_lambda_layer_version.this[0].filename, "/dist/dependencies.zip") && aws_lambda_layer_version.this[0].s3_bucket == null
    error_message = "The layer comes from this checkout."
  }
  assert {
    condition     = aws_lambda_layer_version.this[0].layer_name == "journey-attribution-dependencies" && join(",", aws_lambda_layer_version.this[0].compatible_runtimes) == "python3.13"
    error_message = "The layer has another name, or is for another runtime."
  }
  assert {
    condition     = aws_lambda_layer_version.this[0].source_code_hash == local.layer.source_code_hash
    error_message = "A new version of the layer is seen by its hash."
  }
  assert {
    condition     = output.layer_arn == aws_lambda_layer_version.this[0].arn
    error_message = "The layer that is made is the one to use."
  }
}

run "from_a_bucket" {
  command = plan

  module {
    source = "./modules/dependencies"
  }

  variables {
    artifacts = { s3_bucket = "releases" }
  }

  assert {
    condition     = aws_lambda_layer_version.this[0].s3_bucket == "releases" && aws_lambda_layer_version.this[0].s3_key == "dependencies.zip"
    error_message = "Without a prefix, the key is the name of the file."
  }
  assert {
    condition     = aws_lambda_layer_version.this[0].filename == null
    error_message = "The layer comes from one place only."
  }
}

run "shared_and_not_made" {
  command = plan

  module {
    source = "./modules/dependencies"
  }

  variables {
    dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    artifacts              = { s3_bucket = "releases", s3_prefix = "journeys/1.0.0/" }
  }

  assert {
    condition     = length(aws_lambda_layer_version.this) == 0 && output.layer_arn == "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    error_message = "A layer that is given is used, and none is made."
  }
}
