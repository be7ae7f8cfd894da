# The lake of emails: a configuration set that exists, and a new one.

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

module "emails" {
  source = "../../../../modules/ses-events-database"

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  configuration_set_names    = ["receipts"]
  new_configuration_set_name = "shop-news"
}

output "emails" {
  value = module.emails
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
