# Where work waits (backlog) and where it goes when it cannot succeed (dead letters).

locals {
  two_weeks_in_seconds = 14 * 86400 # the longest that SQS keeps a message
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name_prefix}-dead-letters"
  message_retention_seconds = local.two_weeks_in_seconds
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}

resource "aws_sqs_queue" "backlog" {
  count = var.delivery.attribute ? 1 : 0

  name                       = "${var.name_prefix}-backlog"
  message_retention_seconds  = local.two_weeks_in_seconds
  visibility_timeout_seconds = 6 * local.projection_timeout_seconds # as AWS advises for a queue that feeds a function
  kms_master_key_id          = var.kms_key_arn
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  tags                       = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}
