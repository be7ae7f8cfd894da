# Delivery by token alone, with a layer made elsewhere. The pool has no attribute, and an app client that nobody listed.

module "attribution" {
  source = "../../../.."

  name_prefix            = "shop-token"
  tags                   = { team = "growth" }
  cognito_user_pool_id   = var.user_pool_id
  delivery               = { attribute = false, token = true }
  dependencies_layer_arn = "arn:aws:lambda:us-east-1:000000000000:layer:shared:7"
  sources                = { pinpoint_campaign = false }
}

output "attribution" {
  value = module.attribution
}

output "given" {
  description = "What the rules look for in every resource."
  value = {
    name_prefixes            = ["shop-token"]
    tags                     = { team = "growth" }
    permissions_boundary_arn = null
    alarm_topic_arn          = null
    kms_key_arn              = null
    log_retention_days       = 30
  }
}
