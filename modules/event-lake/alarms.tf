locals {
  # Firehose loses what it could not deliver for 24 hours:
  # https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html
  delivery_age_seconds = 1800

  # https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
  alarms_wanted = merge(
    {
      for key, stream in local.receiving : "${key}-delivery-age" => {
        stream    = key
        metric    = "DeliveryToS3.DataFreshness"
        statistic = "Maximum"
        threshold = stream.buffer_interval_seconds + local.delivery_age_seconds
        what      = "records have waited for the lake for more than half an hour"
        runbook   = "lake-delivery-age"
      }
    },
    {
      for key, stream in local.receiving : "${key}-conversion-failures" => {
        stream    = key
        metric    = "FailedConversion.Records"
        statistic = "Sum"
        threshold = 0
        what      = "records did not fit the table and are under ${local.errors_prefixes[key]}"
        runbook   = "lake-conversion-failures"
      } if stream.parquet
    },
    {
      # Successful calls over all calls. It tells of failures that were tried again too: of records that are left out
      # after the last try there is no metric.
      for key, stream in local.receiving : "${key}-transform-failures" => {
        stream     = key
        metric     = "ExecuteProcessing.Success"
        statistic  = "Average"
        threshold  = 1
        comparison = "LessThanThreshold"
        what       = "calls of the function that changes records failed; what did not get through is under ${local.errors_prefixes[key]}processing-failed/, unchanged"
        runbook    = "lake-transform-failures"
      } if stream.transform_function_arn != null
    },
  )
  alarms = {
    for key, alarm in local.alarms_wanted : key => merge(alarm, {
      subject    = local.names["firehose/${alarm.stream}"]
      namespace  = "AWS/Firehose"
      dimensions = { DeliveryStreamName = aws_kinesis_firehose_delivery_stream.this[alarm.stream].name }
    })
  }
}

module "alarms" {
  source = "../alarms"

  names_begin     = "${var.name_prefix}-lake"
  alarms          = local.alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}
