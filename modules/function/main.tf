# The one place of this repository that declares a Lambda function.

data "aws_region" "current" {}

locals {
  # Names that are too long are cut, and stay distinct by a hash. The role's name holds the Region, as
  # IAM is global and a deployment may live in several.
  longest_name = 64
  full_names = {
    function = "${var.name_prefix}-${var.purpose}"
    role     = "${var.name_prefix}-${var.purpose}-${data.aws_region.current.name}"
  }
  names = {
    for kind, name in local.full_names :
    kind => length(name) <= local.longest_name ? name : "${substr(name, 0, local.longest_name - 9)}-${substr(sha256(name), 0, 8)}"
  }

  artifact      = jsondecode(file("${path.module}/../../dist/manifest.json"))[var.package]
  artifact_path = "${path.module}/../../dist/${local.artifact.file}"

  environment = merge(var.environment, {
    POWERTOOLS_LOG_LEVEL         = var.log_level
    POWERTOOLS_METRICS_NAMESPACE = var.metrics_namespace
    POWERTOOLS_SERVICE_NAME      = var.name_prefix
  })
  # Lambda measures all variables as one JSON text. Of the URL encoding, each byte is one sign or one "%xx".
  environment_bytes         = length(replace(urlencode(jsonencode(local.environment)), "/%../", "."))
  longest_environment_bytes = 4096
  by_length                 = reverse(sort([for name, value in local.environment : format("%05d %s", length(value), name)]))
  longest_variables         = [for sized in slice(local.by_length, 0, 3) : split(" ", sized)[1]]
}

resource "aws_lambda_function" "this" {
  function_name    = local.names.function
  description      = var.description
  role             = aws_iam_role.this.arn
  handler          = var.handler
  runtime          = var.lambda_runtime
  architectures    = [var.lambda_architecture]
  timeout          = var.timeout_seconds
  memory_size      = var.memory_mb
  kms_key_arn      = var.kms_key_arn
  layers           = [var.dependencies_layer_arn]
  filename         = var.artifacts == null ? local.artifact_path : null
  s3_bucket        = var.artifacts == null ? null : var.artifacts.s3_bucket
  s3_key           = var.artifacts == null ? null : "${var.artifacts.s3_prefix}${local.artifact.file}"
  source_code_hash = local.artifact.source_code_hash
  tags             = var.tags

  environment {
    variables = local.environment
  }

  lifecycle {
    precondition {
      condition     = var.artifacts != null ? true : filebase64sha256(local.artifact_path) == local.artifact.source_code_hash
      error_message = "dist/${local.artifact.file} is not the file that dist/manifest.json describes: check the repository out anew, or run `python build.py`."
    }
    precondition {
      condition     = local.environment_bytes <= local.longest_environment_bytes
      error_message = "The environment of ${local.names.function} has ${local.environment_bytes} bytes, and Lambda takes ${local.longest_environment_bytes}: shorten the inputs that its longest variables are made of: ${join(", ", local.longest_variables)}."
    }
  }

  # Lambda would make the log group itself, without retention, and the role must be able to work.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${local.names.function}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.asynchronous ? 1 : 0

  function_name                = aws_lambda_function.this.function_name
  maximum_retry_attempts       = var.retries # with 0, what calls again is the next event, or the person who redrives
  maximum_event_age_in_seconds = 3600

  destination_config {
    on_failure {
      destination = var.dead_letter_arn
    }
  }
}

resource "aws_lambda_function_recursion_config" "this" {
  count = var.recursive ? 1 : 0

  function_name  = aws_lambda_function.this.function_name
  recursive_loop = "Allow"
}
