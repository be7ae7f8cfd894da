output "bucket" {
  description = "Name of the lake's bucket."
  value       = module.lake.bucket
}

output "database_name" {
  description = "Name of the Glue database with views and tables: all_events and app_events, both with either backend."
  value       = module.lake.database_name
}

output "table_name" {
  description = "Name of the table that gets events: all_events, or app_events with the living backend. The other one stays, with what is in it."
  value       = module.lake.table_names[local.stream]
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
  description = "ARN of the Firehose stream: of the project's events, or of the app's own with the living backend."
  value       = module.lake.firehose_arns[local.stream]
}

output "firehose_name" {
  description = "Name of the Firehose stream, for the app that puts events into it."
  value       = module.lake.firehose_names[local.stream]
}

output "firehose_role_arn" {
  description = "ARN of the role by which Firehose writes into the bucket."
  value       = module.lake.firehose_role_arns[local.stream]
}

output "pinpoint_application_id" {
  description = "Id of the Pinpoint project whose events are stored. Null with the living backend."
  value       = local.application_id
}

output "app_policy_json" {
  description = "IAM policy for the app that records events: it may put them into the stream."
  value       = data.aws_iam_policy_document.producers.json
}

output "consumer_policy_json" {
  description = "IAM policy for whoever queries the lake: its workgroup, its catalog, its events, its results. With the living backend they need those of the other lakes too, whose tables the views read."
  value       = module.lake.consumer_policy_json
}
