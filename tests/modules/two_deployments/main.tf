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

  # All sources, and the same senders: what they share is what both listen to, and nothing of ours.
  sources = {
    pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint" }
    connect_journey = { instance_arn = "arn:aws:connect:eu-west-1:111122223333:instance/0a1b" }
    ses             = { configuration_sets = ["journeys"] }
    sms             = { topic_arns = { events = "arn:aws:sns:eu-west-1:111122223333:sms-events" }, feedback = true }
    journey_touch   = {}
    direct          = { s3_bucket = "back-fills" }
  }
}

output "names" {
  description = "What each deployment calls its own, as far as its outputs say."
  value = {
    for key, deployment in module.attribution : key => concat(
      ["table ${deployment.table_name}", "table ${deployment.lookups_table_name}"],
      ["dashboard ${deployment.dashboard_name}", "event bus ${deployment.event_bus_name}"],
      [for name in [deployment.tagging_function_name, deployment.projection_function_name, deployment.expiration_function_name, deployment.back_fill_function_name] : "function ${name}"],
      [for name in values(deployment.log_group_names) : "log group ${name}"],
    )
  }
}
