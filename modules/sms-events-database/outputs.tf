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
  value       = module.lake.table_names["sms"]
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
  value       = module.lake.firehose_arns["sms"]
}

output "event_role_arn" {
  description = "ARN of the role by which End User Messaging puts events into the stream."
  value       = aws_iam_role.events.arn
}

output "event_destination_name" {
  description = "Name of the event destination in the configuration set."
  value       = var.event_destination_name
}

output "event_destination" {
  description = "The event destination as the service's API takes it (CreateEventDestination), for whoever owns a configuration set that exists already."
  value = {
    ConfigurationSetName = var.configuration_set_name
    EventDestinationName = var.event_destination_name
    MatchingEventTypes   = local.matching_event_types
    KinesisFirehoseDestination = {
      DeliveryStreamArn = module.lake.firehose_arns["sms"]
      IamRoleArn        = aws_iam_role.events.arn
    }
  }

  depends_on = [aws_iam_role_policy.events] # whoever uses it may find the role at work
}

output "masking_key_arn" {
  description = "ARN of the KMS key that phone numbers are masked with; null without mask_phone_numbers."
  value       = one(aws_kms_key.masking[*].arn)
}

output "consumer_policy_json" {
  description = "IAM policy for whoever queries the lake: its workgroup, its catalog, its events, its results."
  value       = module.lake.consumer_policy_json
}
