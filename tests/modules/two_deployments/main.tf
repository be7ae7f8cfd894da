# Two marketing projects of one account. One prefix begins with the other: the closest that two may come.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "attribution" {
  source = "../../.."
  for_each = {
    spring = "shop"
    autumn = "shop-tagging"
  }

  name_prefix             = each.value
  cognito_user_pool_id    = "eu-west-1_Fitting"
  app_client_ids          = { web = "safeclient" }
  delivery                = { token = true }
  pinpoint_application_id = each.key
}

output "names" {
  description = "What each deployment calls its own, as far as its outputs say."
  value = {
    for key, deployment in module.attribution : key => concat(
      ["table ${deployment.table_name}", "dashboard ${deployment.dashboard_name}"],
      [for name in [deployment.tagging_function_name, deployment.projection_function_name, deployment.expiration_function_name] : "function ${name}"],
      [for name in values(deployment.log_group_names) : "log group ${name}"],
    )
  }
}
