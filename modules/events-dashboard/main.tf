# Views that reports are made of, over the lakes of events.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  living = var.backend == "living"
  databases = {
    ses = coalesce(var.ses_database_name, var.database_name)
    sms = coalesce(var.sms_database_name, var.database_name)
    app = coalesce(var.app_database_name, var.database_name)
  }
  # What the views read.
  tables = local.living ? [
    "${local.databases["ses"]}/ses_events",
    "${local.databases["sms"]}/sms_events",
    "${local.databases["app"]}/app_events",
  ] : ["${var.database_name}/all_events"]

  analytics = "${path.module}/../../analytics"
  folder    = "${local.analytics}/views/dashboard_${var.backend}"
  columns   = jsondecode(file("${local.folder}/columns.json"))
  view_names = {
    for view in keys(local.columns) : view => "${var.view_prefix}${view}"
  }
  views = {
    for view, columns in local.columns : view => {
      # What the Pinpoint views read is in their own database.
      sql = local.living ? templatefile("${local.folder}/${view}.sql", {
        ses_database = local.databases["ses"]
        sms_database = local.databases["sms"]
        app_database = local.databases["app"]
        campaign_tag = lower(var.campaign_tag)
        view_prefix  = var.view_prefix
      }) : file("${local.folder}/${view}.sql")
      columns = columns
    }
  }

  bucket_arn = "arn:${local.partition}:s3:::${var.lake_bucket}"
  glue_arn   = "arn:${local.partition}:glue:${local.region}:${local.account}"
  workgroup  = "arn:${local.partition}:athena:${local.region}:${local.account}:workgroup/${var.workgroup_name}"

  # What a query needs to read: catalog, tables and views, and the events themselves.
  catalog_arns = concat(
    ["${local.glue_arn}:catalog"],
    [for name in distinct(concat([var.database_name], [for table in local.tables : split("/", table)[0]])) : "${local.glue_arn}:database/${name}"],
    [for table in local.tables : "${local.glue_arn}:table/${table}"],
    [for name in values(local.view_names) : "${local.glue_arn}:table/${var.database_name}/${name}"],
  )
  event_bucket_arns = [for bucket in setunion([var.lake_bucket], var.event_buckets) : "arn:${local.partition}:s3:::${bucket}"]
  # The app's events are under app-events/ where Pinpoint's are under events/.
  event_arns = [for pair in setproduct(local.event_bucket_arns, local.living ? ["app-events", "events"] : ["events"]) : "${pair[0]}/${pair[1]}/*"]
}

module "views" {
  source = "../athena-view"

  database_name = var.database_name
  views         = { for view, name in local.view_names : name => local.views[view] }
}

# Questions to begin with, in the workgroup's saved queries.
resource "aws_athena_named_query" "this" {
  for_each = toset(["app_events_by_day", "campaign_funnel", "texts_by_country"])

  name        = "${var.name_prefix}-${replace(each.key, "_", "-")}"
  description = trimprefix(split("\n", file("${local.analytics}/queries/events_dashboard/${each.key}.sql"))[0], "-- ")
  workgroup   = var.workgroup_name
  database    = var.database_name
  query       = templatefile("${local.analytics}/queries/events_dashboard/${each.key}.sql", { view_prefix = var.view_prefix })
}
