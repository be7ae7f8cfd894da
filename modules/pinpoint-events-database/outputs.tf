output "bucket" {
  description = "Name of the lake's bucket."
  value       = module.lake.bucket
}

output "database_name" {
  description = "Name of the Glue database with table and views."
  value       = module.lake.database_name
}

output "all_events_database_name" {
  description = "Name of the Glue database with Pinpoint's table all_events, which is there with either backend: for journey-analytics' pinpoint_database_name."
  value       = module.lake.database_name

  # Not before the table is there, which others read.
  precondition {
    condition     = module.lake.table_names["engagement"] == "all_events"
    error_message = "all_events is no table of the lake: the module is at fault, please tell its maintainers."
  }
}

output "table_name" {
  description = "Name of the table that gets events: all_events, or app_events with the living backend, which has all_events too."
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
