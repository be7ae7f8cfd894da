# Events by Kinesis: of applications that put many, and of a Pinpoint project.

locals {
  streams = local.stream_wanted ? { events = "${var.name_prefix}-segment-events" } : {}
}

resource "aws_kinesis_stream" "this" {
  for_each = local.streams

  name                      = each.value
  shard_count               = var.kinesis_shards
  retention_period          = max(24, var.max_event_age_hours) + 24 # a day to look at what was given up
  encryption_type           = "KMS"
  kms_key_id                = coalesce(var.kms_key_arn, "alias/aws/kinesis")
  enforce_consumer_deletion = var.force_destroy
  tags                      = var.tags
}

resource "aws_lambda_event_source_mapping" "stream" {
  for_each = local.streams

  function_name                      = module.rule_engine.function_arn
  event_source_arn                   = aws_kinesis_stream.this[each.key].arn
  starting_position                  = var.starting_position
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = 1
  function_response_types            = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = var.max_retries
  maximum_record_age_in_seconds      = var.max_event_age_hours * 3600
  tags                               = var.tags

  destination_config {
    on_failure {
      destination_arn = module.queue.dlq_arn
    }
  }
}
