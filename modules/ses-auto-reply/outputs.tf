output "rule_name" {
  description = "Name of the receipt rule."
  value       = aws_ses_receipt_rule.this.name
}

output "function_name" {
  description = "Name of the function that answers."
  value       = module.responder.function_name
}

output "function_arn" {
  description = "ARN of the function that answers."
  value       = module.responder.function_arn
}

output "dlq_arn" {
  description = "ARN of the queue of events whose mail could not be answered."
  value       = module.dead_letters.queue_arn
}

output "table_name" {
  description = "Name of the table that remembers whom the function has answered, as hashes."
  value       = module.claims.table_name
}
