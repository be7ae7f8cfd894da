# Where an event lies when three calls could not answer its mail.

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name_prefix}-auto-reply-dead-letters"
  message_retention_seconds = 14 * 86400 # the longest that SQS keeps a message
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}

module "alarms" {
  source = "../alarms"

  names_begin     = var.name_prefix
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags

  # Name -> what is watched. Each has a page docs/runbooks/<name>.md.
  alarms = {
    auto-reply-dead-letters = {
      what       = "mail was not answered, as three calls failed; the events wait for 14 days"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.dead_letters.name }
      statistic  = "Maximum"
      threshold  = 0
    }
  }
}
