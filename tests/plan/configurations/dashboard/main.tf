# Views for reports, with QuickSight and the daily summary.

locals {
  given = {
    name_prefixes            = ["shop"]
    tags                     = { team = "growth" }
    permissions_boundary_arn = "arn:aws:iam::000000000000:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:us-east-1:000000000000:on-call"
    kms_key_arn              = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
    log_retention_days       = 90
  }
}

module "dashboard" {
  source = "../../../../modules/events-dashboard"

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn

  database_name         = "shop_due"
  ses_database_name     = "shop_ses"
  sms_database_name     = "shop_sms"
  workgroup_name        = "shop-due"
  lake_bucket           = "shop-due"
  event_buckets         = ["shop-ses", "shop-sms"]
  quicksight_enabled    = true
  daily_summary_enabled = true
}

output "dashboard" {
  value = module.dashboard
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
