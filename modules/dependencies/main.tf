# The dependency layer: what the functions import besides boto3, which the runtime brings. One for each
# deployment, or one that the caller shares among several.

locals {
  layer = jsondecode(file("${path.module}/../../dist/manifest.json")).dependencies
  path  = "${path.module}/../../dist/${local.layer.file}"
}

resource "aws_lambda_layer_version" "this" {
  count = var.dependencies_layer_arn == null ? 1 : 0

  layer_name          = "${var.name_prefix}-dependencies"
  description         = "Python dependencies of ${var.name_prefix}"
  compatible_runtimes = [var.lambda_runtime]
  filename            = var.artifacts == null ? local.path : null
  s3_bucket           = var.artifacts == null ? null : var.artifacts.s3_bucket
  s3_key              = var.artifacts == null ? null : "${var.artifacts.s3_prefix}${local.layer.file}"
  source_code_hash    = local.layer.source_code_hash

  lifecycle {
    create_before_destroy = true # functions move to the new version before the old one goes

    precondition {
      condition     = var.artifacts != null ? true : filebase64sha256(local.path) == local.layer.source_code_hash
      error_message = "dist/${local.layer.file} is not the file that dist/manifest.json describes: check the repository out anew, or run `python build.py`."
    }
  }
}
