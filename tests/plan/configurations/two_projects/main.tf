# Two marketing projects of one account and one user pool.

locals {
  projects = {
    spring = { name_prefix = "shop-spring", pinpoint_application_id = "11111111111111111111111111111111" }
    autumn = { name_prefix = "shop-autumn", pinpoint_application_id = "22222222222222222222222222222222" }
  }
  given = {
    name_prefixes            = [for project in local.projects : project.name_prefix]
    tags                     = { team = "growth" }
    permissions_boundary_arn = "arn:aws:iam::000000000000:policy/teams/boundary"
    alarm_topic_arn          = "arn:aws:sns:us-east-1:000000000000:on-call"
    kms_key_arn              = null
    log_retention_days       = 30
  }
}

module "attribution" {
  source   = "../../../.."
  for_each = local.projects

  name_prefix              = each.value.name_prefix
  pinpoint_application_id  = each.value.pinpoint_application_id
  cognito_user_pool_id     = var.user_pool_id
  app_client_ids           = { web = var.app_client_id }
  cognito_update_rate      = 10
  delivery                 = { token = true }
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn

  # One bus for both: each takes the events of its own senders.
  sources = { journey_touch = { event_bus_name = "marketing", event_sources = ["shop.${each.key}"] } }
}

output "attribution" {
  value = module.attribution
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
