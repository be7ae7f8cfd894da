# Three functions of one package: calls of SES are theirs, and not the state machine's own.

locals {
  functions = {
    start_export = {
      purpose         = "vdm-start-export"
      description     = "Starts an export job of deliverability statistics for ${var.name_prefix}"
      timeout_seconds = 60
      memory_mb       = 256
      environment = {
        REPORT       = jsonencode({ dimensions = var.dimensions, metrics = var.metrics, data_format = var.data_format })
        PERIOD       = var.period
        ROLLING_DAYS = tostring(var.rolling_days)
      }
      policy_json = data.aws_iam_policy_document.start_export.json
    }
    check_export = {
      purpose         = "vdm-check-export"
      description     = "Says how far an export job of ${var.name_prefix} is"
      timeout_seconds = 60
      memory_mb       = 256
      environment     = {}
      policy_json     = data.aws_iam_policy_document.check_export.json
    }
    store_report = {
      purpose         = "vdm-store-report"
      description     = "Keeps the report of an export job of ${var.name_prefix}"
      timeout_seconds = 600
      memory_mb       = 512
      environment = {
        REPORT_BUCKET     = local.bucket_name
        LINK_EXPIRY_HOURS = tostring(var.link_expiry_hours)
      }
      policy_json = data.aws_iam_policy_document.store_report.json
    }
  }
}

module "functions" {
  source   = "../function"
  for_each = local.functions

  purpose           = each.value.purpose
  description       = each.value.description
  package           = "ses_vdm_stat_export"
  handler           = "ses_vdm_stat_export.handlers.${each.key}.handler"
  timeout_seconds   = each.value.timeout_seconds
  memory_mb         = each.value.memory_mb
  environment       = each.value.environment
  policy_json       = each.value.policy_json
  metrics_namespace = "JourneyAttribution"

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_level                = var.log_level
  log_retention_days       = var.log_retention_days
  lambda_runtime           = var.lambda_runtime
  lambda_architecture      = var.lambda_architecture
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  dependencies_layer_arn   = module.dependencies.layer_arn
  artifacts                = var.artifacts
}

# No resource level: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
data "aws_iam_policy_document" "start_export" {
  statement {
    sid       = "CreateExportJobs"
    actions   = ["ses:CreateExportJob"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "ses:ApiVersion"
      values   = ["2"]
    }

    condition {
      test     = "StringEquals"
      variable = "ses:ExportSourceType"
      values   = ["METRICS_DATA"]
    }
  }
}

data "aws_iam_policy_document" "check_export" {
  statement {
    sid       = "ReadExportJobs"
    actions   = ["ses:GetExportJob"]
    resources = ["arn:${local.partition}:ses:${local.region}:${local.account}:export-job/*"]
  }
}

data "aws_iam_policy_document" "store_report" {
  source_policy_documents = [data.aws_iam_policy_document.check_export.json]

  statement {
    sid       = "StoreReports"
    actions   = ["s3:PutObject"]
    resources = [local.reports_arn]
  }

  # A link may do what its signer may.
  dynamic "statement" {
    for_each = var.link_expiry_hours > 0 ? [1] : []

    content {
      sid       = "SignLinks"
      actions   = ["s3:GetObject"]
      resources = [local.reports_arn]
    }
  }
}
