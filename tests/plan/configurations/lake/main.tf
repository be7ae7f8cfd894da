# A lake of two streams, one of which stores what it gets, with a table of settings, and two views on it.

locals {
  given = {
    name_prefixes            = ["shop"]
    tags                     = { team = "growth" }
    permissions_boundary_arn = "arn:aws:iam::000000000000:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:us-east-1:000000000000:on-call"
    kms_key_arn              = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
    log_retention_days       = 90
  }
  tables = {
    for name in ["app_events", "journey_costs", "ledger"] :
    name => jsondecode(file("${path.module}/../../../../analytics/tables/${name}.json"))
  }
}

module "lake" {
  source = "../../../../modules/event-lake"

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  database_name = "shop_analytics"
  config_tables = { journey_costs = local.tables["journey_costs"] }
  streams = {
    ledger = { table = local.tables["ledger"] }
    app_events = {
      table                  = local.tables["app_events"]
      parquet                = false
      transform_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:mask"
    }
  }
}

module "views" {
  source = "../../../../modules/athena-view"

  database_name = module.lake.database_name
  views = {
    touches = {
      sql     = "SELECT username, journey_id FROM ledger WHERE kind IN ('touch', 'repeat', 'replacement')"
      columns = [{ name = "username", type = "varchar" }, { name = "journey_id", type = "varchar" }]
    }
    stamps = {
      sql     = "SELECT attributes FROM app_events"
      columns = [{ name = "attributes", type = "map(varchar, varchar)" }]
    }
  }
}

output "lake" {
  value = module.lake
}

output "view_names" {
  value = module.views.view_names
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
