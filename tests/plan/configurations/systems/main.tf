# Every system of the catalogue, and with Amazon Pinpoint where it can.

locals {
  given = {
    name_prefixes            = ["shop"]
    tags                     = { team = "growth" }
    permissions_boundary_arn = "arn:aws:iam::000000000000:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:us-east-1:000000000000:on-call"
    kms_key_arn              = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
    log_retention_days       = 90
  }

  application_id         = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
  identity_arn           = "arn:aws:ses:us-east-1:000000000000:identity/shop.example"
  origination_identities = { "+12125550101" = "arn:aws:sms-voice:us-east-1:000000000000:phone-number/phone-1" }
}

module "ses-event-processing" {
  source = "../../../../modules/ses-event-processing"

  name_prefix              = "shop-bounces"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  source_mode             = "both"
  configuration_set_names = ["news"]
  identities              = ["shop.example"]
  event_bus_name          = "customers"
}

module "ses-auto-reply" {
  source = "../../../../modules/ses-auto-reply"

  name_prefix              = "shop-replies"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  recipients            = ["no-reply@shop.example"]
  sending_identity_arns = [local.identity_arn]
  template_name         = "no-reply"
}

module "ses-auto-reply-pinpoint" {
  source = "../../../../modules/ses-auto-reply"

  name_prefix              = "shop-old-replies"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  sending_identity_arns = [local.identity_arn]
  template_source       = "pinpoint"
  template_name         = "no-reply"
}

module "ses-vdm-stat-export" {
  source = "../../../../modules/ses-vdm-stat-export"

  name_prefix              = "shop-reports"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  notification_emails = ["finance@shop.example"]
  link_expiry_hours   = 12
}

module "sms-self-managed-opt-outs" {
  source = "../../../../modules/sms-self-managed-opt-outs"

  name_prefix              = "shop-consent"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  origination_identities = local.origination_identities
  event_bus_arn          = "arn:aws:events:us-east-1:000000000000:event-bus/customers"
}

module "sms-self-managed-opt-outs-pinpoint" {
  source = "../../../../modules/sms-self-managed-opt-outs"

  name_prefix              = "shop-old-consent"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  origination_identities  = local.origination_identities
  backend                 = "pinpoint"
  pinpoint_application_id = local.application_id
}

module "simple-cms" {
  source = "../../../../modules/simple-cms"

  name_prefix              = "shop-content"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  acknowledge_public  = true
  auto_invalidate     = true
  aliases             = ["img.shop.example"]
  acm_certificate_arn = "arn:aws:acm:us-east-1:000000000000:certificate/11111111-2222-3333-4444-555555555555"
}

module "event-based-segmentation" {
  source = "../../../../modules/event-based-segmentation"

  name_prefix              = "shop-segments"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  configuration_set_names = ["news"]
  custom_event_source     = "shop.web"
  profiles_domain_name    = "customers"
  kinesis_enabled         = true
}

module "event-based-segmentation-pinpoint" {
  source = "../../../../modules/event-based-segmentation"

  name_prefix              = "shop-old-segments"
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  backend                 = "pinpoint"
  pinpoint_application_id = local.application_id
}

output "ses-event-processing" {
  value = module.ses-event-processing
}

output "ses-auto-reply" {
  value = module.ses-auto-reply
}

output "ses-auto-reply-pinpoint" {
  value = module.ses-auto-reply-pinpoint
}

output "ses-vdm-stat-export" {
  value = module.ses-vdm-stat-export
}

output "sms-self-managed-opt-outs" {
  value = module.sms-self-managed-opt-outs
}

output "sms-self-managed-opt-outs-pinpoint" {
  value = module.sms-self-managed-opt-outs-pinpoint
}

output "simple-cms" {
  value = module.simple-cms
}

output "event-based-segmentation" {
  value = module.event-based-segmentation
}

output "event-based-segmentation-pinpoint" {
  value = module.event-based-segmentation-pinpoint
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
