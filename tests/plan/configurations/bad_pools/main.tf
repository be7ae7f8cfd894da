# Each of these pools must stop the plan, with the fix in the message.

module "attribution" {
  source   = "../../../.."
  for_each = var.user_pool_ids

  name_prefix          = "shop-${each.key}"
  cognito_user_pool_id = each.value
}
