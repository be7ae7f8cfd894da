output "view_names" {
  description = "Names of the views, sorted."
  value       = module.views.view_names
}

output "summary_table_name" {
  description = "Name of the table with a row per day, channel and campaign. Null when daily_summary_enabled is false."
  value       = one(values(aws_glue_catalog_table.summary)[*].name)
}

output "state_machine_arn" {
  description = "ARN of the state machine that writes the summary. Null when daily_summary_enabled is false."
  value       = one(values(aws_sfn_state_machine.summary)[*].arn)
}

output "notice_topic_arn" {
  description = "ARN of the SNS topic that tells of failed summaries. Null when daily_summary_enabled is false."
  value       = one(values(aws_sns_topic.notices)[*].arn)
}

output "data_source_arn" {
  description = "ARN of the QuickSight data source. Null when quicksight_enabled is false."
  value       = one(aws_quicksight_data_source.this[*].arn)
}

output "data_set_arns" {
  description = "ARNs of the QuickSight data sets, by view."
  value       = { for key, data_set in aws_quicksight_data_set.this : replace(key, "-", "_") => data_set.arn }
}

output "dashboard_arn" {
  description = "ARN of the QuickSight dashboard. Null when quicksight_enabled is false."
  value       = one(values(aws_quicksight_dashboard.this)[*].arn)
}

output "quicksight_access_policy_json" {
  description = "IAM policy for QuickSight's role in this account: the one workgroup, these views and what they read, the results."
  value       = data.aws_iam_policy_document.consumers["quicksight"].json
}

output "consumer_policy_json" {
  description = "IAM policy for whoever reads the table daily_engagement: it, the one workgroup, the results, and no raw events, for which the lakes have their own. Null when daily_summary_enabled is false."
  value       = one([for name in keys(local.summary) : data.aws_iam_policy_document.consumers[name].json])
}
