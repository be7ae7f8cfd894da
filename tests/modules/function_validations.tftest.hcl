# Every rule of the inputs that modules/function has beside the common ones.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  description            = "Records touches"
  handler                = "attribution.handlers.tagging.handler"
  policy_json            = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  metrics_namespace      = "JourneyAttribution"
  dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
}

run "too_little" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "t"
    package         = "tagging"
    timeout_seconds = 0
    memory_mb       = 127
  }

  expect_failures = [var.purpose, var.package, var.timeout_seconds, var.memory_mb]
}

run "too_much" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "Tagging"
    package         = ""
    timeout_seconds = 901
    memory_mb       = 10241
  }

  expect_failures = [var.purpose, var.package, var.timeout_seconds, var.memory_mb]
}

run "more_retries_than_lambda_makes" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "tagging"
    package         = "attribution"
    timeout_seconds = 30
    memory_mb       = 1769
    asynchronous    = true
    dead_letter_arn = "arn:aws:sqs:eu-west-1:111122223333:lost"
    retries         = 3
  }

  expect_failures = [var.retries]
}

run "retries_where_somebody_waits" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "tagging"
    package         = "attribution"
    timeout_seconds = 30
    memory_mb       = 1769
    retries         = 1
  }

  expect_failures = [var.retries]
}

run "common_inputs" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "tagging"
    package         = "attribution"
    timeout_seconds = 900
    memory_mb       = 10240

    alarm_topic_arn          = "on-call"
    artifacts                = { s3_bucket = "releases", s3_prefix = "1.0.0" }
    dependencies_layer_arn   = "arn:aws:lambda:eu-west-1:111122223333:layer:without-version"
    kms_key_arn              = "alias/shop"
    lambda_architecture      = "arm"
    lambda_runtime           = "python3.10"
    log_level                = "info"
    log_retention_days       = 31
    name_prefix              = "Shop"
    permissions_boundary_arn = "boundary"
    tags                     = { "aws:team" = "growth" }
  }

  expect_failures = [
    var.alarm_topic_arn,
    var.artifacts,
    var.dependencies_layer_arn,
    var.kms_key_arn,
    var.lambda_architecture,
    var.lambda_runtime,
    var.log_level,
    var.log_retention_days,
    var.name_prefix,
    var.permissions_boundary_arn,
    var.tags,
  ]
}

run "environment_as_long_as_lambda_takes" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "tagging"
    package         = "attribution"
    timeout_seconds = 30
    memory_mb       = 1769
    environment     = { NAMES = format("%03954d", 0) }
  }

  assert {
    condition     = local.environment_bytes == 4096
    error_message = "This environment was to be the longest, and has ${local.environment_bytes} bytes."
  }
  assert {
    condition     = length(local.longest_variables) == 3 && local.longest_variables[0] == "NAMES"
    error_message = "Who has to shorten it is told of other variables: ${join(", ", local.longest_variables)}"
  }
}

run "environment_too_long_by_a_byte" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    purpose         = "tagging"
    package         = "attribution"
    timeout_seconds = 30
    memory_mb       = 1769
    environment     = { NAMES = "${format("%03953d", 0)}ü" }
  }

  expect_failures = [aws_lambda_function.this]
}
