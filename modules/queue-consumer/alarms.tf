locals {
  # No message waits so long unless nobody takes it: after its last try it is among the dead letters. At the latest
  # two days before SQS forgets it.
  longest_tries_seconds = (var.max_receive_count + 1) * local.visibility_timeout_seconds
  longest_age_seconds   = min(max(3600, local.longest_tries_seconds), local.two_weeks_in_seconds - 2 * 86400)

  alarms = {
    age = {
      what       = "the oldest message was not worked on for long; the queue forgets after 14 days"
      runbook    = "queue-age"
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = aws_sqs_queue.this.name }
      statistic  = "Maximum"
      threshold  = local.longest_age_seconds
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
