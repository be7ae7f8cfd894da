output "table_name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.this.arn
}

output "function_policy_json" {
  description = "IAM policy that the function's role needs to remember in the table."
  value       = data.aws_iam_policy_document.consumers.json
}
