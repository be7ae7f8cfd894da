output "queue_arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "queue_url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "queue_name" {
  description = "Name of the queue, and of the alarm."
  value       = aws_sqs_queue.this.name
}

output "alarm_arn" {
  description = "ARN of the alarm."
  value       = module.alarms.arns[var.names_end]
}
