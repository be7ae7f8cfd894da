output "function_name" {
  description = "Name of the function that turns events into attributes."
  value       = module.rule_engine.function_name
}

output "queue_arn" {
  description = "ARN of the queue of events from EventBridge."
  value       = module.queue.queue_arn
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters: of the queue, of EventBridge and of the stream."
  value       = module.queue.dlq_arn
}

output "stream_arn" {
  description = "ARN of the Kinesis stream of events; null without one."
  value       = one([for stream in aws_kinesis_stream.this : stream.arn])
}

output "rule_names" {
  description = "Names of the rules of the table, sorted."
  value       = sort(var.rules[*].name)
}

output "segment_names" {
  description = "Names that the segments have in Customer Profiles, by their names in segment_definitions. A changed segment has another."
  value       = local.segment_names

  depends_on = [aws_cloudformation_stack.segments] # whoever knows the name may use the segment
}
