# Alarms on what would lose data or be wrong for long if nobody looked.

locals {
  own_dimensions     = { service = var.name_prefix }
  records_wanted     = local.inbox_wanted || local.kinesis_wanted
  backlog_dimensions = { QueueName = var.delivery.attribute ? one(aws_sqs_queue.backlog[*].name) : "" }

  # Name -> what is watched, when. Each has a page docs/runbooks/<name>.md. What most have in common is
  # added below.
  alarms_wanted = {
    backlog-age = {
      when       = var.delivery.attribute
      what       = "the oldest message of the backlog was not taken for long; the queue forgets after 14 days"
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = local.backlog_dimensions
      threshold  = var.alarm_thresholds.backlog_hours * 3600
    }
    backlog-depth = {
      when       = var.delivery.attribute
      what       = "at cognito_update_rate, the backlog needs over ${var.alarm_thresholds.backlog_hours} hours to drain"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = local.backlog_dimensions
      threshold  = var.alarm_thresholds.backlog_hours * 3600 * var.cognito_update_rate
    }
    backlog-wait = {
      when      = var.delivery.attribute
      what      = "users have waited in the backlog for long, however often they were queued anew"
      metric    = "BacklogWait"
      threshold = var.alarm_thresholds.backlog_hours * 3600
    }
    dead-letters = {
      what       = "work failed for good and waits in the dead-letter queue"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.dead_letters.name }
      threshold  = 0
    }
    expiration-lag = {
      what      = "touches stay in the table long after their window is over"
      metric    = "ExpirationLag"
      threshold = var.alarm_thresholds.expiration_lag_seconds
    }
    expiration-silent = {
      what       = "nobody has called the expiration function, so windows do not end"
      namespace  = "AWS/Lambda"
      metric     = "Invocations"
      dimensions = { FunctionName = module.function["expiration"].function_name }
      statistic  = "Sum"
      comparison = "LessThanThreshold"
      threshold  = 1
      missing    = "breaching"
    }
    inbox-age = {
      when       = local.inbox_wanted
      what       = "the oldest payload from EventBridge or SNS was not recorded for long"
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = try(aws_sqs_queue.inbox[0].name, "") }
      threshold  = var.alarm_thresholds.inbox_minutes * 60
    }
    kinesis-age = {
      when       = local.kinesis_wanted
      what       = "tagging is behind the stream of Pinpoint events, which forgets when its retention is over, after 24 hours or more"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = module.function["tagging"].function_name }
      threshold  = var.alarm_thresholds.kinesis_age_minutes * 60 * 1000
    }
    records-refused = {
      when      = local.records_wanted
      what      = "records of the inbox or of Kinesis cannot be read by any source"
      metric    = "RecordsRefused"
      statistic = "Sum"
      threshold = var.alarm_thresholds.records_refused
    }
    stream-age = {
      when       = var.delivery.attribute
      what       = "the projection is behind the stream, which gives records up after 6 hours and forgets after 24"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = try(module.function["projection"].function_name, "") }
      threshold  = var.alarm_thresholds.stream_age_minutes * 60 * 1000
    }
    tokens-without-answer = {
      when      = var.delivery.token
      what      = "ID tokens are made without the claim, since the table did not answer in time"
      metric    = "TokensLeftAsTheyWere"
      statistic = "Sum"
      threshold = var.alarm_thresholds.tokens_without_answer
    }
    touches-failed = {
      what      = "touches could not be written to the table; not every sender sends them again"
      metric    = "TouchesFailed"
      statistic = "Sum"
      threshold = var.alarm_thresholds.touches_failed
    }
    touches-rejected = {
      what      = "many parts of payloads cannot become touches, for reasons that the dashboard names"
      metric    = "TouchesRejected"
      statistic = "Sum"
      threshold = var.alarm_thresholds.touches_rejected
    }
    updates-throttled = {
      when      = var.delivery.attribute
      what      = "Cognito refuses attribute writes: someone else spends the quota of the account and Region"
      metric    = "AttributeUpdatesThrottled"
      statistic = "Sum"
      threshold = var.alarm_thresholds.updates_throttled
    }
    users-not-found = {
      when      = var.delivery.attribute
      what      = "many touches belong to users whom the pool does not know"
      metric    = "UsersNotFound"
      statistic = "Sum"
      threshold = var.alarm_thresholds.users_not_found
    }
  }
  alarms = {
    for name, alarm in local.alarms_wanted : name => merge({
      namespace  = local.metrics_namespace
      dimensions = local.own_dimensions
      statistic  = "Maximum"
      comparison = "GreaterThanThreshold"
      missing    = "notBreaching"
    }, alarm) if try(alarm.when, true)
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = "${var.name_prefix}: ${each.value.what}. Runbook: docs/runbooks/${each.key}.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = each.value.comparison
  treat_missing_data  = each.value.missing
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
  tags                = var.tags
}
