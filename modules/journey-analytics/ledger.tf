# The ledger: the table's stream -> function -> Firehose. What fails for good is told in a queue of its own.

locals {
  touches_table_arn = split("/stream/", var.touches_stream_arn)[0]
}

module "ledger" {
  source = "../function"

  purpose         = "ledger"
  description     = "Writes every change of the table of touches into the lake; replays what the stream remembers"
  package         = "ledger"
  handler         = "ledger.handlers.ledger.handler"
  timeout_seconds = 120
  memory_mb       = 512
  asynchronous    = false
  policy_json     = data.aws_iam_policy_document.ledger.json
  dead_letter_arn = aws_sqs_queue.ledger_dead_letters.arn
  environment = {
    DELIVERY_STREAM_NAME = module.lake.firehose_names["ledger"]
    STREAM_ARN           = var.touches_stream_arn
  }

  metrics_namespace        = local.metrics_namespace
  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_level                = var.log_level
  log_retention_days       = var.log_retention_days
  lambda_runtime           = var.lambda_runtime
  lambda_architecture      = var.lambda_architecture
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  dependencies_layer_arn   = module.dependencies.layer_arn
  artifacts                = var.artifacts
}

data "aws_iam_policy_document" "ledger" {
  statement {
    sid       = "WriteLedger"
    actions   = ["firehose:PutRecordBatch"]
    resources = [module.lake.firehose_arns["ledger"]]
  }

  statement {
    sid       = "ReadStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    resources = [var.touches_stream_arn]
  }

  statement {
    sid       = "FindStream"
    actions   = ["dynamodb:ListStreams"]
    resources = ["${local.touches_table_arn}/stream/*"]
  }

  statement {
    sid       = "ReportLostBatches"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.ledger_dead_letters.arn]
  }

  dynamic "statement" {
    for_each = var.touches_kms_key_arn == null ? [] : [1]

    content {
      sid       = "DecryptTouches"
      actions   = ["kms:Decrypt"]
      resources = [var.touches_kms_key_arn]
    }
  }
}

resource "aws_lambda_event_source_mapping" "ledger" {
  function_name                      = module.ledger.function_arn
  event_source_arn                   = var.touches_stream_arn
  starting_position                  = "TRIM_HORIZON" # the ledger begins with what the stream still has
  batch_size                         = 500            # as many as one request to Firehose takes
  maximum_batching_window_in_seconds = 5              # fewer calls; the lake is minutes late anyway
  function_response_types            = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = -1        # until the age: ten that fail at once are over in minutes
  maximum_record_age_in_seconds      = 12 * 3600 # leaves as long again for a replay before the stream forgets
  tags                               = var.tags

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.ledger_dead_letters.arn
    }
  }
}

# Letters say where lost batches stand in the stream; a replay writes them, so nobody reads them but people.
resource "aws_sqs_queue" "ledger_dead_letters" {
  name                      = "${var.name_prefix}-ledger-dead-letters"
  message_retention_seconds = 14 * 86400 # the longest that SQS keeps a message
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}
