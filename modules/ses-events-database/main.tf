# The events of Amazon SES in a lake, and views that tell what became of each email.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  database_name = coalesce(var.database_name, "${replace(var.name_prefix, "-", "_")}_ses_event_db")
  # Prefix, account and Region have 63 characters at most, as the names of buckets.
  bucket_name = coalesce(var.bucket_name, "${var.name_prefix}-ses-${local.account}-${local.region}")

  analytics = "${path.module}/../../analytics"
  views     = "${local.analytics}/views/ses"
  columns   = jsondecode(file("${local.views}/columns.json"))
}

module "lake" {
  source = "../event-lake"

  database_name                  = local.database_name
  bucket_name                    = local.bucket_name
  force_destroy                  = var.force_destroy
  event_retention_days           = var.event_retention_days
  query_result_retention_days    = var.query_result_retention_days
  bytes_scanned_cutoff_per_query = var.bytes_scanned_cutoff_per_query
  projection_start               = var.projection_start

  streams = {
    ses = {
      table                   = jsondecode(file("${local.analytics}/tables/ses_events.json"))
      buffer_interval_seconds = var.buffer_interval_seconds
      buffer_size_mb          = var.buffer_size_mb
    }
  }

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_retention_days       = var.log_retention_days
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "views" {
  source = "../athena-view"

  database_name = module.lake.database_name
  views = {
    for file in fileset(local.views, "*.sql") : trimsuffix(file, ".sql") => {
      sql     = templatefile("${local.views}/${file}", { history_days = var.history_days })
      columns = local.columns[trimsuffix(file, ".sql")]
    }
  }
}
