output "topic_arn" {
  description = "ARN of the topic of inbound texts: the two-way channel of each number."
  value       = aws_sns_topic.inbound.arn

  depends_on = [aws_sns_topic_policy.inbound, aws_sns_topic_subscription.inbound] # a number may use it at once
}

output "queue_arn" {
  description = "ARN of the queue of inbound texts."
  value       = module.queue.queue_arn
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters: texts that could not be handled or answered."
  value       = module.queue.dlq_arn
}

output "consent_table_name" {
  description = "Name of the table of consent, by phone_number and program."
  value       = aws_dynamodb_table.consent.name
}

output "consent_table_arn" {
  description = "ARN of the table of consent."
  value       = aws_dynamodb_table.consent.arn
}

output "opt_out_list_name" {
  description = "Name of the opt-out list that mirrors the table; null without mirror_opt_out_list."
  value       = one(aws_pinpointsmsvoicev2_opt_out_list.this[*].name)
}

output "sender_policy_json" {
  description = "IAM policy for whoever sends texts: to ask the table of consent, by GetItem."
  value       = data.aws_iam_policy_document.consumers.json
}

output "kms_key_policy_json" {
  description = "Statements that the policy of kms_key_arn needs, so that End User Messaging can publish to the topic and SNS can put into the queues."
  value       = data.aws_iam_policy_document.producers.json
}
