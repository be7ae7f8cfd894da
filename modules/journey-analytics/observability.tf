# Alarms on what would keep changes out of the ledger. The lake has its own, on what Firehose cannot deliver.

locals {
  # Name -> what is watched, when. Each has a page docs/runbooks/<name>.md.
  alarms_wanted = {
    ledger-age = {
      what       = "the ledger is behind the table's stream, which gives records up after 12 hours and forgets after 24"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = module.ledger.function_name }
      threshold  = var.alarm_thresholds.stream_age_minutes * 60 * 1000
    }
    ledger-dead-letters = {
      what       = "changes of the table were given up and are not in the ledger; the stream remembers them for 24 hours"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.ledger_dead_letters.name }
      threshold  = 0
    }
    ledger-records-unreadable = {
      what      = "changes of the table are not in the ledger, as they tell of no touch"
      metric    = "LedgerRecordsUnreadable"
      statistic = "Sum"
      threshold = var.alarm_thresholds.records_unreadable
    }
  }
  alarms = {
    for name, alarm in local.alarms_wanted : name => merge({
      namespace  = local.metrics_namespace
      dimensions = { service = var.name_prefix }
      statistic  = "Maximum"
    }, alarm)
  }
}

module "alarms" {
  source = "../alarms"

  names_begin     = var.name_prefix
  alarms          = local.alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}
