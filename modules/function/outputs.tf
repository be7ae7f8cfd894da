output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.this.name
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "alarm_arns" {
  description = "ARNs of the function's alarms, by what they watch."
  value       = module.alarms.arns
}

output "code_sha256" {
  description = "Base64 SHA-256 of the code that Lambda holds, to compare with dist/manifest.json."
  value       = aws_lambda_function.this.code_sha256
}
