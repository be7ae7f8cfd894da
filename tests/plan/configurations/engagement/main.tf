# The lake of a Pinpoint project's events.

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

module "engagement" {
  source = "../../../../modules/pinpoint-events-database"

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  backend                 = "pinpoint"
  database_name           = "shop_due"
  pinpoint_application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
  configuration_set_names = ["news"]
}

output "engagement" {
  value = module.engagement
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
