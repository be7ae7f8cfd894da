# The attribution: one SQL file per view, written for Athena.

locals {
  views_folder = "${local.analytics}/views/attribution"
  columns      = jsondecode(file("${local.views_folder}/columns.json"))

  message_lakes = {
    for lake, database in {
      ses      = var.ses_database_name
      sms      = var.sms_database_name
      pinpoint = var.pinpoint_database_name
    } : lake => database if database != null
  }
  placeholders = merge(
    { for lake, database in local.message_lakes : "${lake}_database" => database },
    {
      history_days     = tostring(var.history_days)
      ses_campaign_tag = var.ses_campaign_tag
      sms_campaign_key = var.sms_campaign_key
    },
  )

  # The parts of message_events are no views: those of the lakes that there are become one.
  view_files    = [for file in fileset(local.views_folder, "*.sql") : trimsuffix(file, ".sql") if !startswith(file, "message_events_")]
  message_files = coalescelist([for lake in keys(local.message_lakes) : "message_events_${lake}"], ["message_events_none"])
  sql = {
    for name in concat(local.view_files, local.message_files) :
    name => trimspace(templatefile("${local.views_folder}/${name}.sql", local.placeholders))
  }
  views = merge(
    { for name in local.view_files : name => local.sql[name] },
    { message_events = join("\nUNION ALL\n", [for name in local.message_files : local.sql[name]]) },
  )
}

module "views" {
  source = "../athena-view"

  database_name = module.lake.database_name
  views         = { for name, sql in local.views : name => { sql = sql, columns = local.columns[name] } }
}
