output "tagging_function_name" {
  description = "Name of the function that takes the payloads of all sources."
  value       = module.function["tagging"].function_name
}

output "tagging_function_arn" {
  description = "ARN of the function that takes the payloads of all sources, for journeys and campaigns to call."
  value       = module.function["tagging"].function_arn
}

output "projection_function_name" {
  description = "Name of the function that writes the campaign attribute; null when delivery.attribute is off."
  value       = try(module.function["projection"].function_name, null)
}

output "expiration_function_name" {
  description = "Name of the function that removes touches whose window is over. Any payload, also {}, means: sweep now."
  value       = module.function["expiration"].function_name
}

output "reconcile_function_name" {
  description = "Name of the function that repairs the projection after a restore; null when delivery.attribute is off."
  value       = try(module.function["reconcile"].function_name, null)
}

output "token_function_arn" {
  description = "ARN of the function for the pool's pre token generation trigger; null when delivery.token is off. It is known before the function exists, so that the pool may be managed beside this module."
  value       = var.delivery.token ? local.token_function_arn : null
}

output "table_name" {
  description = "Name of the table of touches."
  value       = aws_dynamodb_table.touches.name
}

output "table_arn" {
  description = "ARN of the table of touches."
  value       = aws_dynamodb_table.touches.arn
}

output "stream_arn" {
  description = "ARN of the table's stream."
  value       = aws_dynamodb_table.touches.stream_arn
}

output "backlog_queue_url" {
  description = "URL of the queue of projections that have to wait; null when delivery.attribute is off."
  value       = one(aws_sqs_queue.backlog[*].url)
}

output "dead_letter_queue_url" {
  description = "URL of the queue of work that could not succeed."
  value       = aws_sqs_queue.dead_letters.url
}

output "campaign_attribute" {
  description = "Full name of the user pool's attribute, and of the claim, that carries the current journey."
  value       = local.campaign_attribute
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "dependencies_layer_arn" {
  description = "ARN of the version of the dependency layer in use, for other modules of this repository."
  value       = module.dependencies.layer_arn
}

output "log_group_names" {
  description = "Log group of each function, by its purpose."
  value       = { for purpose, function in module.function : purpose => function.log_group_name }
}

output "inbox_queue_url" {
  description = "URL of the queue of payloads from EventBridge and SNS; null when sources.pinpoint_events, ses, sms and journey_touch are off."
  value       = one(aws_sqs_queue.inbox[*].url)
}

output "event_bus_name" {
  description = "Name of the bus that takes events \"Journey Touch\"; null when sources.journey_touch is off."
  value       = try(local.journey_touch_rule.event_bus_name, null)
}

output "lookups_table_name" {
  description = "Name of the table of users behind references; null when sources.pinpoint_events, sms and connect_journey are off."
  value       = one(aws_dynamodb_table.lookups[*].name)
}

output "back_fill_function_name" {
  description = "Name of the function that records lists of touches from S3; null without sources.direct.s3_bucket."
  value       = try(module.function["back-fill"].function_name, null)
}
