# Pinpoint's event stream: interactions from a Kinesis data stream.

locals {
  kinesis_wanted      = var.sources.pinpoint_events != null
  kinesis_stream_arn  = try(var.sources.pinpoint_events.stream_arn, null)
  kinesis_key_arn     = try(var.sources.pinpoint_events.kms_key_arn, null)
  endpoints_table_arn = try(var.sources.pinpoint_events.endpoints_table_arn, null)
  endpoints_key_arn   = try(var.sources.pinpoint_events.endpoints_table_kms_key_arn, null)
}

# No limit of age, as stored events are old and count: retries and bisect bound what is poisoned, and the
# stream's retention bounds the rest.
resource "aws_lambda_event_source_mapping" "kinesis" {
  count = local.kinesis_wanted ? 1 : 0

  function_name                      = module.function["tagging"].function_arn
  event_source_arn                   = local.kinesis_stream_arn
  starting_position                  = "TRIM_HORIZON" # LATEST can miss records while the mapping is made
  batch_size                         = 500
  maximum_batching_window_in_seconds = 1 # the least that AWS takes for batches of more than 10
  function_response_types            = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = 10
  maximum_record_age_in_seconds      = -1 # stored events are old: see above
  tags                               = var.tags

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.dead_letters.arn
    }
  }

  lifecycle {
    precondition {
      condition     = startswith(local.kinesis_stream_arn, "arn:${local.partition}:kinesis:${local.region}:${local.account_id}:")
      error_message = "sources.pinpoint_events.stream_arn is ${local.kinesis_stream_arn}: the stream must be in this module's Region and account, ${local.region} and ${local.account_id}. Name a stream there, or deploy where the stream is."
    }
    precondition {
      condition     = local.endpoints_table_arn == null ? true : startswith(local.endpoints_table_arn, "arn:${local.partition}:dynamodb:${local.region}:${local.account_id}:")
      error_message = "sources.pinpoint_events.endpoints_table_arn is ${coalesce(local.endpoints_table_arn, "null")}: the function looks for the table by its name, in this module's Region and account, ${local.region} and ${local.account_id}. Name a table there."
    }
  }
}
