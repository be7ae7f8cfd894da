# Where work waits that could not be done, and the alarm that tells of it: both have one name.

locals {
  name = "${var.names_begin}-${var.names_end}"
  alarms = {
    (var.names_end) = {
      what       = var.what
      runbook    = var.runbook
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.this.name }
      statistic  = "Maximum"
      threshold  = 0
    }
  }
}

resource "aws_sqs_queue" "this" {
  name                      = local.name
  message_retention_seconds = 14 * 86400 # the longest that SQS keeps a message
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}

module "alarms" {
  source = "../alarms"

  names_begin     = var.names_begin
  alarms          = local.alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}
