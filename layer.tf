# The dependency layer: what the functions import besides boto3, which the runtime brings.

locals {
  manifest               = jsondecode(file("${path.module}/dist/manifest.json"))
  dependencies_layer_arn = var.dependencies_layer_arn == null ? aws_lambda_layer_version.dependencies[0].arn : var.dependencies_layer_arn
}

resource "aws_lambda_layer_version" "dependencies" {
  count = var.dependencies_layer_arn == null ? 1 : 0

  layer_name          = "${var.name_prefix}-dependencies"
  description         = "Python dependencies of ${var.name_prefix}"
  compatible_runtimes = [var.lambda_runtime]
  filename            = var.artifacts == null ? "${path.module}/dist/${local.manifest.dependencies.file}" : null
  s3_bucket           = var.artifacts == null ? null : var.artifacts.s3_bucket
  s3_key              = var.artifacts == null ? null : "${var.artifacts.s3_prefix}${local.manifest.dependencies.file}"
  source_code_hash    = local.manifest.dependencies.source_code_hash

  lifecycle {
    create_before_destroy = true # functions move to the new version before the old one goes

    precondition {
      condition     = var.artifacts != null ? true : filebase64sha256("${path.module}/dist/${local.manifest.dependencies.file}") == local.manifest.dependencies.source_code_hash
      error_message = "dist/${local.manifest.dependencies.file} is not the file that dist/manifest.json describes: check the repository out anew, or run `python build.py`."
    }
  }
}
