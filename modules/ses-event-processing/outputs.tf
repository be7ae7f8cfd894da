output "topic_arn" {
  description = "ARN of the topic that SES publishes to."
  value       = aws_sns_topic.this.arn
}

output "queue_arn" {
  description = "ARN of the queue between the topic and the function."
  value       = module.queue.queue_arn
}

output "queue_url" {
  description = "URL of the queue between the topic and the function."
  value       = module.queue.queue_url
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters: messages that failed max_receive_count times."
  value       = module.queue.dlq_arn
}

output "function_name" {
  description = "Name of the function."
  value       = module.processor.function_name
}

output "function_arn" {
  description = "ARN of the function."
  value       = module.processor.function_arn
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = "arn:${local.partition}:iam::${local.account}:role/${module.processor.role_name}"
}
