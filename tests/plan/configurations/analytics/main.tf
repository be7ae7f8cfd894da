# The root module, and beside it with the same prefix the analytics, which follow its table and share its layer.

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

module "attribution" {
  source = "../../../.."

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  cognito_user_pool_id   = var.user_pool_id
  app_client_ids         = { web = var.app_client_id }
  dependencies_layer_arn = "arn:aws:lambda:us-east-1:000000000000:layer:shared:7"
}

module "analytics" {
  source = "../../../../modules/journey-analytics"

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  touches_stream_arn = module.attribution.stream_arn
  history_days       = 100
  reporting_currency = "USD"
  ses_database_name  = "shop_ses_event_db"
}

output "analytics" {
  value = module.analytics
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
