output "queue_arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn

  depends_on = [aws_sqs_queue_policy.senders] # a rule or a topic that knows the queue may send to it
}

output "queue_url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "queue_name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters."
  value       = module.dead_letters.queue_arn

  depends_on = [aws_sqs_queue_policy.senders] # a rule or a topic that knows the queue may send to it
}

output "dlq_url" {
  description = "URL of the queue of dead letters."
  value       = module.dead_letters.queue_url
}

output "dlq_name" {
  description = "Name of the queue of dead letters."
  value       = module.dead_letters.queue_name
}

output "alarm_arns" {
  description = "ARNs of the alarms, by what they watch: age, dead-letters."
  value       = merge(module.alarms.arns, { dead-letters = module.dead_letters.alarm_arn })
}

output "function_policy_json" {
  description = "IAM policy that the function's role needs to read the queue."
  value       = data.aws_iam_policy_document.consumers.json
}
