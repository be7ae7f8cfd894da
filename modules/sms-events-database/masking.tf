# With mask_phone_numbers a function stands between the stream and the lake: it puts a keyed hash in the place of
# each recipient's number. The key is KMS's and never leaves it: numbers are few enough to try them all, so a hash
# without a key would hide nothing, and a key in Terraform's state or in the environment could be read there.

locals {
  metrics_namespace    = "JourneyAttribution"
  masking_function_arn = one([for name in module.masking[*].function_name : "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}"])
}

# https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
resource "aws_kms_key" "masking" {
  count = var.mask_phone_numbers ? 1 : 0

  description              = "Masks phone numbers in the lake of ${var.name_prefix}: without it, old and new hashes of a number differ"
  customer_master_key_spec = "HMAC_256"
  key_usage                = "GENERATE_VERIFY_MAC"
  deletion_window_in_days  = 30
  tags                     = var.tags
}

module "masking" {
  source = "../function"
  count  = var.mask_phone_numbers ? 1 : 0

  purpose           = "masking"
  description       = "Masks phone numbers on their way into the lake of ${var.name_prefix}"
  package           = "sms_masking"
  handler           = "sms_masking.handlers.masking.handler"
  timeout_seconds   = 60
  memory_mb         = 512
  environment       = { MASKING_KEY_ARN = aws_kms_key.masking[0].arn }
  policy_json       = data.aws_iam_policy_document.masking[0].json
  metrics_namespace = local.metrics_namespace

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_level                = var.log_level
  log_retention_days       = var.log_retention_days
  lambda_runtime           = var.lambda_runtime
  lambda_architecture      = var.lambda_architecture
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  dependencies_layer_arn   = module.dependencies[0].layer_arn
  artifacts                = var.artifacts
}

data "aws_iam_policy_document" "masking" {
  count = var.mask_phone_numbers ? 1 : 0

  statement {
    sid       = "DeriveMaskingKey"
    actions   = ["kms:GenerateMac"]
    resources = [aws_kms_key.masking[0].arn]
  }
}
