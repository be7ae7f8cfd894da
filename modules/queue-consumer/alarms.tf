locals {
  # No message waits so long unless nobody takes it: after its last try it is among the dead letters.
  longest_tries_seconds = (var.max_receive_count + 1) * local.visibility_timeout_seconds

  alarms = {
    age = {
      what       = "the oldest message was not worked on for long; the queue forgets after 14 days"
      runbook    = "queue-age"
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = aws_sqs_queue.this.name }
      statistic  = "Maximum"
      threshold  = max(3600, local.longest_tries_seconds)
    }
    dead-letters = {
      what       = "messages failed for good, or could not be delivered, and wait among the dead letters for 14 days"
      runbook    = "queue-dead-letters"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.dead_letters.name }
      statistic  = "Maximum"
      threshold  = 0
    }
  }
}

module "alarms" {
  source = "../alarms"

  names_begin     = "${var.name_prefix}-${var.purpose}"
  alarms          = local.alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}
