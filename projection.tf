# Projection: table -> campaign attribute, from the table's stream and from the backlog.

locals {
  projection_timeout_seconds = 60

  projection_function = {
    description     = "Keeps the campaign attribute equal to the table of touches"
    handler         = "attribution.handlers.projection.handler"
    timeout_seconds = local.projection_timeout_seconds
    memory_mb       = 512
    asynchronous    = false
    recursive       = true # who has to wait is queued anew, as often as it takes
    policy_json     = one(data.aws_iam_policy_document.projection[*].json)
    environment = {
      BACKLOG_QUEUE_URL   = one(aws_sqs_queue.backlog[*].url)
      CAMPAIGN_ATTRIBUTE  = local.campaign_attribute
      COGNITO_UPDATE_RATE = tostring(var.cognito_update_rate)
      PACE_TABLE_NAME     = one(aws_dynamodb_table.pace[*].name)
      STREAM_ARN          = aws_dynamodb_table.touches.stream_arn
      TABLE_NAME          = aws_dynamodb_table.touches.name
      USER_POOL_ID        = var.cognito_user_pool_id
    }
  }
}

data "aws_iam_policy_document" "projection" {
  count = var.delivery.attribute ? 1 : 0

  statement {
    sid       = "SetCampaignAttribute"
    actions   = ["cognito-idp:AdminUpdateUserAttributes"]
    resources = [data.aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "ReadTouches"
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.touches.arn]
  }

  statement {
    sid       = "KeepPace"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.pace[0].arn]
  }

  statement {
    sid       = "ReadStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    resources = [aws_dynamodb_table.touches.stream_arn]
  }

  statement {
    sid       = "FindStream"
    actions   = ["dynamodb:ListStreams"]
    resources = ["${aws_dynamodb_table.touches.arn}/stream/*"]
  }

  statement {
    sid       = "QueueBacklog"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.backlog[0].arn]
  }

  statement {
    sid       = "DrainBacklog"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.backlog[0].arn]
  }

  statement {
    sid       = "ReportLostBatches"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
  }
}

# One item: the next moment that is free for a write to Cognito. All invocations of the projection, from
# every shard and from the backlog, take their moments from here, so that together they keep the pace.
resource "aws_dynamodb_table" "pace" {
  count = var.delivery.attribute ? 1 : 0

  name         = "${var.name_prefix}-pace"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "resource"
  tags         = var.tags

  attribute {
    name = "resource"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true # no table of ours goes without
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}

resource "aws_lambda_event_source_mapping" "stream" {
  count = var.delivery.attribute ? 1 : 0

  function_name                      = module.function["projection"].function_arn
  event_source_arn                   = aws_dynamodb_table.touches.stream_arn
  starting_position                  = "TRIM_HORIZON" # LATEST can miss records while the mapping is made
  batch_size                         = 500
  maximum_batching_window_in_seconds = 1 # the least that AWS takes for batches of more than 10
  function_response_types            = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = 10
  maximum_record_age_in_seconds      = 6 * 3600 # well before the stream forgets, after 24 hours
  tags                               = var.tags

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.dead_letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "backlog" {
  count = var.delivery.attribute ? 1 : 0

  function_name           = module.function["projection"].function_arn
  event_source_arn        = aws_sqs_queue.backlog[0].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = var.tags

  scaling_config {
    maximum_concurrency = 2 # the least that AWS takes; more would only be refused by Cognito
  }
}
