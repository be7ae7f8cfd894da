output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = module.bucket.bucket_arn
}

output "database_name" {
  description = "Name of the Glue database."
  value       = aws_glue_catalog_database.this.name
}

output "workgroup_name" {
  description = "Name of the Athena workgroup."
  value       = aws_athena_workgroup.this.name
}

output "workgroup_arn" {
  description = "ARN of the Athena workgroup."
  value       = aws_athena_workgroup.this.arn
}

output "firehose_arns" {
  description = "ARNs of the Firehose streams, by their keys in streams."
  value       = { for key, stream in aws_kinesis_firehose_delivery_stream.this : key => stream.arn }
}

output "firehose_names" {
  description = "Names of the Firehose streams, by their keys in streams."
  value       = { for key, stream in aws_kinesis_firehose_delivery_stream.this : key => stream.name }
}

output "firehose_role_arns" {
  description = "ARNs of the roles by which Firehose writes into the bucket, by the streams' keys."
  value       = { for key, role in aws_iam_role.firehose : key => role.arn }
}

output "table_names" {
  description = "Names of the streams' tables, by their keys in streams."
  value       = { for key, table in aws_glue_catalog_table.stream : key => table.name }
}

output "consumer_policy_json" {
  description = "IAM policy for whoever queries the lake: its workgroup, its catalog, its events, its results."
  value       = data.aws_iam_policy_document.consumers.json
}
