# Alarms on what would lose data if nobody looked, and the dashboard.

locals {
  alarms = merge(
    {
      dead-letters = {
        description = "Work of ${var.name_prefix} failed for good and waits in the dead-letter queue."
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = aws_sqs_queue.dead_letters.name }
        threshold   = 0
      }
    },
    var.delivery.attribute ? {
      backlog-age = {
        description = "Projections of ${var.name_prefix} wait for over two days; the queue forgets after 14."
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = one(aws_sqs_queue.backlog[*].name) }
        threshold   = 2 * 86400
      }
      stream-age = {
        description = "The projection of ${var.name_prefix} is over 15 minutes behind the stream, which forgets after 24 hours."
        namespace   = "AWS/Lambda"
        metric      = "IteratorAge"
        dimensions  = { FunctionName = try(module.function["projection"].function_name, "") }
        threshold   = 15 * 60 * 1000
      }
    } : {},
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
  tags                = var.tags
}

locals {
  # Title -> the deployment's own counters that belong on one graph.
  own_graphs = {
    "Touches"    = ["TouchesRecorded", "TouchesSuperseded", "TouchesRejected", "TouchesFailed", "JourneysWithoutName"]
    "Projection" = ["AttributesSet", "AttributesBlanked", "AttributesUnchanged", "ProjectionsDeferred", "ProjectionsFailed", "UsersNotFound", "AttributeUpdatesThrottled"]
    "Expiration" = ["TouchesExpired", "TouchesReentered", "ExpirationsFailed"]
  }
  graphs = concat(
    [
      for title, metrics in local.own_graphs : {
        title   = title
        stat    = "Sum"
        metrics = [for metric in metrics : [local.metrics_namespace, metric, "service", var.name_prefix]]
      }
    ],
    [
      {
        title   = "Expiration lag (seconds)"
        stat    = "Maximum"
        metrics = [[local.metrics_namespace, "ExpirationLag", "service", var.name_prefix]]
      },
      {
        title   = "Errors"
        stat    = "Sum"
        metrics = [for purpose, function in module.function : ["AWS/Lambda", "Errors", "FunctionName", function.function_name]]
      },
      {
        title = "Waiting and failed work"
        stat  = "Maximum"
        metrics = [
          for name in concat(aws_sqs_queue.backlog[*].name, [aws_sqs_queue.dead_letters.name]) :
          ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]
        ]
      },
    ],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix

  dashboard_body = jsonencode({
    widgets = [
      for index, graph in local.graphs : {
        type   = "metric"
        x      = (index % 2) * 12
        y      = floor(index / 2) * 6
        width  = 12
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
    ]
  })
}
