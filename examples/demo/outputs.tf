output "tagging_function_arn" {
  description = "What to choose as the custom channel in the journey."
  value       = module.attribution.tagging_function_arn
}

output "tagging_function_name" {
  description = "The same by name, to call it by hand."
  value       = module.attribution.tagging_function_name
}

output "campaign_attribute" {
  description = "What the app reads of the signed-in user."
  value       = module.attribution.campaign_attribute
}

output "user_pool_id" {
  description = "For the app's configuration."
  value       = aws_cognito_user_pool.customers.id
}

output "app_client_id" {
  description = "For the app's configuration."
  value       = aws_cognito_user_pool_client.web.id
}

output "table_name" {
  description = "Where the touches are."
  value       = module.attribution.table_name
}

output "log_group_names" {
  description = "Where the functions log, by their purpose."
  value       = module.attribution.log_group_names
}

output "configuration_set_name" {
  description = "What emails are sent with, so that their events arrive."
  value       = one(module.mail.configuration_set_names)
}

output "events_stream_name" {
  description = "Where the app puts its events."
  value       = module.analytics.events_stream_name
}

output "lake_bucket" {
  description = "Where the marketer puts the CSV files of costs and conversions."
  value       = module.analytics.bucket
}

output "workgroup_name" {
  description = "Where to ask Athena."
  value       = module.analytics.workgroup_name
}

output "database_name" {
  description = "What to ask Athena about."
  value       = module.analytics.database_name
}
