# Tagging: source payload -> touches in the table.

locals {
  tagging_timeout_seconds = 30 # Connect waits no longer; Pinpoint half as long, which the code knows

  tagging_function = {
    description     = "Records who interacted with which journey"
    handler         = "attribution.handlers.tagging.handler"
    timeout_seconds = local.tagging_timeout_seconds
    memory_mb       = 1769 # one whole processor
    asynchronous    = false
    policy_json     = data.aws_iam_policy_document.tagging.json
    environment = merge(
      local.recording_environment,
      { SOURCES = join(",", local.enabled_sources) },
      local.kinesis_wanted ? { EVENT_STREAM_ARN = local.kinesis_stream_arn } : {},
    )
  }

  # What tagging may do: record, look up what payloads only refer to, and read what feeds it.
  tagging_statements = {
    for sid, statement in {
      RecordTouches = {
        when      = true
        actions   = ["dynamodb:UpdateItem"]
        resources = [aws_dynamodb_table.touches.arn]
      }
      LookUpJourneyNames = {
        when    = var.pinpoint_application_id != null
        actions = ["mobiletargeting:GetJourney", "mobiletargeting:GetCampaign"]
        resources = [
          "${local.pinpoint_application_arn}/journeys/*",
          "${local.pinpoint_application_arn}/campaigns/*",
        ]
      }
      LookUpUsers = {
        when      = local.user_lookups_wanted
        actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem"]
        resources = aws_dynamodb_table.lookups[*].arn
      }
      ReadEndpoints = {
        when      = local.endpoints_table_arn != null
        actions   = ["dynamodb:BatchGetItem"]
        resources = [local.endpoints_table_arn]
      }
      DecryptEndpoints = {
        when      = local.endpoints_key_arn != null
        actions   = ["kms:Decrypt"]
        resources = [local.endpoints_key_arn]
      }
      RememberCalls = {
        when      = var.sources.connect_journey != null
        actions   = ["dynamodb:UpdateItem"]
        resources = aws_dynamodb_table.lookups[*].arn
      }
      DrainInbox = {
        when      = local.inbox_wanted
        actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        resources = aws_sqs_queue.inbox[*].arn
      }
      ReadPinpointEvents = {
        when      = local.kinesis_wanted
        actions   = ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
        resources = [local.kinesis_stream_arn]
      }
      DecryptPinpointEvents = {
        when      = local.kinesis_key_arn != null
        actions   = ["kms:Decrypt"]
        resources = [local.kinesis_key_arn]
      }
      ReportLostBatches = {
        when      = local.kinesis_wanted
        actions   = ["sqs:SendMessage"]
        resources = [aws_sqs_queue.dead_letters.arn]
      }
    } : sid => statement if statement.when
  }
}

data "aws_iam_policy_document" "tagging" {
  dynamic "statement" {
    for_each = local.tagging_statements

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}
