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
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.max_receive_count
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name_prefix}-${var.purpose}-dead-letters"
  message_retention_seconds = local.two_weeks_in_seconds
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
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

# What the function's role needs. The name tells the tests that it is an output, not the policy of a role here.
data "aws_iam_policy_document" "consumers" {
  statement {
    sid       = "Read${local.purpose_in_sids}"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.this.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "Decrypt${local.purpose_in_sids}"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }
}
