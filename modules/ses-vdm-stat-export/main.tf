# Once a month: the statistics of Virtual Deliverability Manager into a bucket, and word of it to whoever needs them.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  machine_name = "${var.name_prefix}-vdm-export"
  machine_arn  = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:${local.machine_name}"

  # Prefix, account and Region have 63 characters at most, as the names of buckets.
  bucket_is_ours = var.create_report_bucket != null ? var.create_report_bucket : var.report_bucket_name == null
  bucket_wanted  = local.bucket_is_ours ? { this = "${var.name_prefix}-vdm-${local.account}-${local.region}" } : {}
  bucket_name    = coalesce(var.report_bucket_name, one(values(local.bucket_wanted)))
  reports_arn    = "arn:${local.partition}:s3:::${local.bucket_name}/vdm/*"
}

# VDM is a switch of the whole account, and costs for each email: https://docs.aws.amazon.com/ses/latest/dg/vdm-get-started.html
resource "aws_sesv2_account_vdm_attributes" "this" {
  count = var.manage_account_vdm ? 1 : 0

  vdm_enabled = "ENABLED"

  # Opens and clicks are counted on the dashboard only; without it the export's columns of them are empty.
  dashboard_attributes {
    engagement_metrics = "ENABLED"
  }
}

resource "aws_sns_topic" "notices" {
  name              = "${var.name_prefix}-vdm-reports"
  kms_master_key_id = coalesce(var.kms_key_arn, "alias/aws/sns")
  tags              = var.tags
}

resource "aws_sns_topic_subscription" "emails" {
  for_each = var.notification_emails

  topic_arn = aws_sns_topic.notices.arn
  protocol  = "email"
  endpoint  = each.value
}
