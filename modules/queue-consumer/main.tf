# A queue that a function reads, and where its messages go when they cannot succeed.

locals {
  two_weeks_in_seconds = 14 * 86400 # the longest that SQS keeps a message
  # As AWS advises for a queue that feeds a function:
  # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  visibility_timeout_seconds = 6 * var.function_timeout_seconds
  # So that the statements of several queues can stand in one policy.
  purpose_in_sids = replace(title(replace(var.purpose, "-", " ")), " ", "")
}

resource "aws_sqs_queue" "this" {
  name                       = "${var.name_prefix}-${var.purpose}"
  message_retention_seconds  = local.two_weeks_in_seconds
  visibility_timeout_seconds = local.visibility_timeout_seconds
  kms_master_key_id          = var.kms_key_arn
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  tags                       = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = module.dead_letters.queue_arn
    maxReceiveCount     = var.max_receive_count
  })
}

module "dead_letters" {
  source = "../dead-letters"

  names_begin = "${var.name_prefix}-${var.purpose}"
  what        = "messages failed for good, or could not be delivered, and wait among the dead letters for 14 days"
  runbook     = "queue-dead-letters"

  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

moved {
  from = aws_sqs_queue.dead_letters
  to   = module.dead_letters.aws_sqs_queue.this
}

moved {
  from = module.alarms.aws_cloudwatch_metric_alarm.this["dead-letters"]
  to   = module.dead_letters.module.alarms.aws_cloudwatch_metric_alarm.this["dead-letters"]
}

resource "aws_lambda_event_source_mapping" "this" {
  function_name                      = var.function_arn
  event_source_arn                   = aws_sqs_queue.this.arn
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = var.batching_window_seconds
  function_response_types            = ["ReportBatchItemFailures"]
  tags                               = var.tags

  dynamic "scaling_config" {
    for_each = var.maximum_concurrency == null ? [] : [var.maximum_concurrency]

    content {
      maximum_concurrency = scaling_config.value
    }
  }
}

# What the function's role needs. The key of the queue it may use already, as modules/function lets each function
# use kms_key_arn. The name tells the tests that it is an output, not the policy of a role here.
data "aws_iam_policy_document" "consumers" {
  statement {
    sid       = "Read${local.purpose_in_sids}"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.this.arn]
  }
}
