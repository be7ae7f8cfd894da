output "bucket" {
  description = "Name of the lake's bucket."
  value       = module.lake.bucket
}

output "database_name" {
  description = "Name of the Glue database."
  value       = module.lake.database_name
}

output "table_name" {
  description = "Name of the table of events."
  value       = module.lake.table_names["ses"]
}

output "view_names" {
  description = "Names of the views, sorted."
  value       = module.views.view_names
}

output "workgroup_name" {
  description = "Name of the Athena workgroup to ask questions in."
  value       = module.lake.workgroup_name
}

output "firehose_arn" {
  description = "ARN of the Firehose stream of events."
  value       = module.lake.firehose_arns["ses"]
}

output "event_role_arn" {
  description = "ARN of the role by which SES puts events into the stream."
  value       = aws_iam_role.events.arn
}

output "configuration_set_names" {
  description = "Names of the configuration sets whose events arrive, sorted."
  value       = sort([for destination in aws_sesv2_configuration_set_event_destination.lake : destination.configuration_set_name])
}

output "consumer_policy_json" {
  description = "IAM policy for whoever queries the lake: its workgroup, its catalog, its events, its results."
  value       = module.lake.consumer_policy_json
}
