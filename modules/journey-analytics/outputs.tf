output "bucket" {
  description = "Name of the lake's bucket; files of the config tables go there, under config/<table>/."
  value       = module.lake.bucket
}

output "database_name" {
  description = "Name of the Glue database with tables and views."
  value       = module.lake.database_name
}

output "workgroup_name" {
  description = "Name of the Athena workgroup to query in."
  value       = module.lake.workgroup_name
}

output "view_names" {
  description = "Names of the views, sorted."
  value       = module.views.view_names
}

output "events_stream_name" {
  description = "Name of the Firehose stream that takes the app's events."
  value       = module.lake.firehose_names["app-events"]
}

output "events_stream_arn" {
  description = "ARN of the Firehose stream that takes the app's events."
  value       = module.lake.firehose_arns["app-events"]
}

output "ledger_stream_name" {
  description = "Name of the Firehose stream that takes the ledger."
  value       = module.lake.firehose_names["ledger"]
}

output "ledger_function_name" {
  description = "Name of the function that writes the ledger, and replays it."
  value       = module.ledger.function_name
}

output "dead_letter_queue_url" {
  description = "URL of the queue that names batches of the table's stream which were given up."
  value       = aws_sqs_queue.ledger_dead_letters.url
}

output "app_policy_json" {
  description = "IAM policy for the signed-in users' role of a Cognito identity pool: to hand events over, and nothing else."
  value       = data.aws_iam_policy_document.producers.json
}

output "consumer_policy_json" {
  description = "IAM policy for whoever queries: the workgroup, the catalog, the lake's objects, the results. Other lakes have their own."
  value       = module.lake.consumer_policy_json
}
