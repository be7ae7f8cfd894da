# Every engagement event in one lake, with a flat view for each kind: from the successors of Pinpoint, or from a project.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  living        = var.backend == "living"
  database_name = coalesce(var.database_name, "${replace(var.name_prefix, "-", "_")}_due_eventdb")
  # Prefix, account and Region have 63 characters at most, as the names of buckets.
  bucket_name = coalesce(var.bucket_name, "${var.name_prefix}-due-${local.account}-${local.region}")

  analytics = "${path.module}/../../analytics"
  tables = {
    engagement = jsondecode(file("${local.analytics}/tables/all_events.json"))
    # Beside Pinpoint's events, which are under events/, so that neither table reads the other's.
    app = merge(jsondecode(file("${local.analytics}/tables/app_events.json")), { prefix = "app-events/" })
  }
  stream = local.living ? "app" : "engagement"
  # Both tables are there with either backend, so that a change of it loses no history and keeps none for ever.
  streams = {
    for key, table in local.tables : key => {
      table                   = table
      buffer_interval_seconds = var.buffer_interval_seconds
      buffer_size_mb          = var.buffer_size_mb
      receives                = key == local.stream
    }
  }

  # What the views of the living services read. A lake that is not named has no views.
  sources = {
    email = var.ses_database_name
    sms   = var.sms_database_name
  }
  views   = "${local.analytics}/views/${local.living ? "living" : "pinpoint"}"
  columns = jsondecode(file("${local.views}/columns.json"))
  living_sql = {
    for file in fileset("${local.analytics}/views/living", "*.sql") : trimsuffix(file, ".sql") => templatefile("${local.analytics}/views/living/${file}", {
      ses_database = coalesce(var.ses_database_name, "none")
      sms_database = coalesce(var.sms_database_name, "none")
      campaign_tag = lower(var.campaign_tag)
    })
  }
  wanted = [for view in keys(local.columns) : view if local.living ? local.sources[split("_", view)[0]] != null : true]
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

  streams = local.streams

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
    for view in local.wanted : view => {
      sql     = local.living ? local.living_sql[view] : file("${local.views}/${view}.sql")
      columns = local.columns[view]
    }
  }
}

# Who records the app's events may put them into the stream, and do nothing else.
data "aws_iam_policy_document" "producers" {
  statement {
    sid       = "PutEvents"
    actions   = ["firehose:PutRecordBatch"]
    resources = [module.lake.firehose_arns[local.stream]]
  }
}
