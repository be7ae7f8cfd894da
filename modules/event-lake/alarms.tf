locals {
  # Firehose loses what it could not deliver for 24 hours:
  # https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html
  delivery_age_seconds = 1800

  alarms = merge(
    {
      for key, stream in local.receiving : "${key}-delivery-age" => {
        stream    = key
        metric    = "DeliveryToS3.DataFreshness"
        statistic = "Maximum"
        threshold = stream.buffer_interval_seconds + local.delivery_age_seconds
        breach    = "GreaterThanThreshold"
        meaning   = "records have waited for the lake for more than half an hour"
        runbook   = "lake-delivery-age"
      }
    },
    {
      for key, stream in local.receiving : "${key}-conversion-failures" => {
        stream    = key
        metric    = "FailedConversion.Records"
        statistic = "Sum"
        threshold = 0
        breach    = "GreaterThanThreshold"
        meaning   = "records did not fit the table and are under ${local.errors_prefixes[key]}"
        runbook   = "lake-conversion-failures"
      } if stream.parquet
    },
    {
      # Successful calls over all calls. It tells of failures that were tried again too: of records that are left out
      # after the last try there is no metric.
      for key, stream in local.receiving : "${key}-transform-failures" => {
        stream    = key
        metric    = "ExecuteProcessing.Success"
        statistic = "Average"
        threshold = 1
        breach    = "LessThanThreshold"
        meaning   = "calls of the function that changes records failed; what did not get through is under ${local.errors_prefixes[key]}processing-failed/, unchanged"
        runbook   = "lake-transform-failures"
      } if stream.transform_function_arn != null
    },
  )
}

# https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-lake-${each.key}"
  alarm_description   = "${local.names["firehose/${each.value.stream}"]}: ${each.value.meaning}. Runbook: docs/runbooks/${each.value.runbook}.md"
  namespace           = "AWS/Firehose"
  metric_name         = each.value.metric
  dimensions          = { DeliveryStreamName = aws_kinesis_firehose_delivery_stream.this[each.value.stream].name }
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = each.value.breach
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  ok_actions          = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  tags                = var.tags
}
