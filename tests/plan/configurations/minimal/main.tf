# What a platform engineer writes first.

module "attribution" {
  source = "../../../.."

  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }
}

output "attribution" {
  value = module.attribution
}

output "given" {
  description = "What the rules look for in every resource."
  value = {
    name_prefixes            = ["journey-attribution"]
    tags                     = {}
    permissions_boundary_arn = null
    alarm_topic_arn          = null
    kms_key_arn              = null
    log_retention_days       = 30
  }
}
