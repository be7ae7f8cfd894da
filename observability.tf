# Alarms on what would lose data or be wrong for long if nobody looked, and the dashboard.

locals {
  own_dimensions     = { service = var.name_prefix }
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

locals {
  # Title -> the deployment's own metrics that belong on one graph, and how they are added up.
  own_graphs = {
    "Touches"                  = { when = true, stat = "Sum", metrics = ["TouchesRecorded", "TouchesSuperseded", "TouchesRejected", "TouchesFailed", "JourneysWithoutName"] }
    "Expiration"               = { when = true, stat = "Sum", metrics = ["TouchesExpired", "TouchesReentered", "ExpirationsFailed"] }
    "Expiration lag (seconds)" = { when = true, stat = "Maximum", metrics = ["ExpirationLag"] }
    "Attribute updates"        = { when = var.delivery.attribute, stat = "Sum", metrics = ["AttributesSet", "AttributesBlanked", "AttributesUnchanged", "UsersNotFound"] }
    "Deferred and refused"     = { when = var.delivery.attribute, stat = "Sum", metrics = ["ProjectionsDeferred", "AttributeUpdatesThrottled", "ProjectionsFailed"] }
    "Backlog wait (seconds)"   = { when = var.delivery.attribute, stat = "Maximum", metrics = ["BacklogWait"] }
    "Reconciliation"           = { when = var.delivery.attribute, stat = "Sum", metrics = ["UsersReconciled", "UsersRequeued"] }
    "Tokens"                   = { when = var.delivery.token, stat = "Sum", metrics = ["TokensWithCampaign", "TokensLeftAsTheyWere"] }
  }
  function_graphs = { for metric in ["Errors", "Throttles", "Duration"] : metric => metric == "Duration" ? "Maximum" : "Sum" }
  queue_names     = concat(aws_sqs_queue.backlog[*].name, [aws_sqs_queue.dead_letters.name])

  graphs = concat(
    [
      for title, graph in local.own_graphs : {
        title   = title
        stat    = graph.stat
        metrics = [for metric in graph.metrics : [local.metrics_namespace, metric, "service", var.name_prefix]]
      } if graph.when
    ],
    [
      {
        title = "Rejections by reason"
        stat  = "Sum"
        metrics = [[{
          expression = "SEARCH('{${local.metrics_namespace},reason,service} MetricName=\"TouchesRejectedByReason\" service=\"${var.name_prefix}\"', 'Sum')"
        }]]
      },
      {
        title   = "Waiting and failed work (messages)"
        stat    = "Maximum"
        metrics = [for name in local.queue_names : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]]
      },
      {
        title   = "Oldest message (seconds)"
        stat    = "Maximum"
        metrics = [for name in local.queue_names : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name]]
      },
      {
        title   = "Stream age (milliseconds)"
        stat    = "Maximum"
        metrics = [for function in try([module.function["projection"]], []) : ["AWS/Lambda", "IteratorAge", "FunctionName", function.function_name]]
      },
    ],
    [
      for metric, stat in local.function_graphs : {
        title   = metric == "Duration" ? "Duration (milliseconds)" : metric
        stat    = stat
        metrics = [for purpose, function in module.function : ["AWS/Lambda", metric, "FunctionName", function.function_name]]
      }
    ],
  )
  shown_graphs = [for graph in local.graphs : graph if length(graph.metrics) > 0]

  alarm_arns = concat(
    [for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn],
    flatten([for function in module.function : values(function.alarm_arns)]),
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix

  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type       = "alarm"
        x          = 0
        y          = 0
        width      = 24
        height     = 4
        properties = { title = "Alarms", alarms = local.alarm_arns }
      }],
      [
        for index, graph in local.shown_graphs : {
          type   = "metric"
          x      = (index % 3) * 8
          y      = 4 + floor(index / 3) * 6
          width  = 8
          height = 6
          properties = {
            title   = graph.title
            view    = "timeSeries"
            region  = local.region
            stat    = graph.stat
            period  = 60
            metrics = graph.metrics
          }
        }
      ],
    )
  })
}
