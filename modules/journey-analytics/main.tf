# From touches to ROI: the ledger of touches and the app's events in a lake, and the attribution as views on it.

locals {
  metrics_namespace = "JourneyAttribution"

  analytics     = "${path.module}/../../analytics"
  tables        = { for file in fileset("${local.analytics}/tables", "*.json") : trimsuffix(file, ".json") => jsondecode(file("${local.analytics}/tables/${file}")) }
  config_tables = ["attribution_settings", "conversion_events", "currency_rates", "journey_costs"]
  streams = {
    for table in ["app_events", "ledger"] : replace(table, "_", "-") => {
      table                   = local.tables[table]
      buffer_interval_seconds = var.buffer_interval_seconds
      buffer_size_mb          = var.buffer_size_mb
    }
  }

  database_name = coalesce(var.database_name, "${replace(var.name_prefix, "-", "_")}_analytics")
}

module "lake" {
  source = "../event-lake"

  database_name                  = local.database_name
  bucket_name                    = var.bucket_name
  force_destroy                  = var.force_destroy
  event_retention_days           = var.event_retention_days
  query_result_retention_days    = var.query_result_retention_days
  bytes_scanned_cutoff_per_query = var.bytes_scanned_cutoff_per_query
  projection_start               = var.projection_start
  streams                        = local.streams
  config_tables                  = { for table in local.config_tables : table => local.tables[table] }

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_retention_days       = var.log_retention_days
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
}
