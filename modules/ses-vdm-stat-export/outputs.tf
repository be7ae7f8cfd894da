output "state_machine_arn" {
  description = "ARN of the state machine: start it with {\"as_of\": \"2026-03-01T06:00:00Z\"} for a report of another time."
  value       = aws_sfn_state_machine.this.arn
}

output "schedule_arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.export.arn
}

output "topic_arn" {
  description = "ARN of the SNS topic that tells of each report, and of each that is missing: by the message attribute notification_type, success or failure."
  value       = aws_sns_topic.notices.arn
}

output "report_bucket" {
  description = "Name of the bucket with the reports, under vdm/."
  value       = local.bucket_name

  depends_on = [module.bucket] # whoever uses it finds it closed
}

output "function_names" {
  description = "Names of the functions, by what they do: start_export, check_export, store_report."
  value       = { for name, function in module.functions : name => function.function_name }
}
