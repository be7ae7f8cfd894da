# The dashboard: every number that the functions report, what waits, and every alarm.

locals {
  # Title -> the deployment's own metrics that belong on one graph, and how they are added up.
  own_graphs = {
    "Touches"                  = { when = true, stat = "Sum", metrics = ["TouchesRecorded", "TouchesSuperseded", "TouchesRejected", "TouchesFailed", "JourneysWithoutName"] }
    "Records"                  = { when = local.records_wanted, stat = "Sum", metrics = ["EventsIgnored", "RecordsRefused"] }
    "Expiration"               = { when = true, stat = "Sum", metrics = ["TouchesExpired", "TouchesReentered", "ExpirationsFailed"] }
    "Expiration lag (seconds)" = { when = true, stat = "Maximum", metrics = ["ExpirationLag"] }
    "Attribute updates"        = { when = var.delivery.attribute, stat = "Sum", metrics = ["AttributesSet", "AttributesBlanked", "AttributesUnchanged", "UsersNotFound"] }
    "Deferred and refused"     = { when = var.delivery.attribute, stat = "Sum", metrics = ["ProjectionsDeferred", "AttributeUpdatesThrottled", "ProjectionsFailed"] }
    "Backlog wait (seconds)"   = { when = var.delivery.attribute, stat = "Maximum", metrics = ["BacklogWait"] }
    "Reconciliation"           = { when = var.delivery.attribute, stat = "Sum", metrics = ["UsersReconciled", "UsersRequeued"] }
    "Tokens"                   = { when = var.delivery.token, stat = "Sum", metrics = ["TokensWithCampaign", "TokensLeftAsTheyWere"] }
  }
  function_graphs = { for metric in ["Errors", "Throttles", "Duration"] : metric => metric == "Duration" ? "Maximum" : "Sum" }
  queue_names     = concat(aws_sqs_queue.inbox[*].name, aws_sqs_queue.backlog[*].name, [aws_sqs_queue.dead_letters.name])

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
        metrics = [for purpose in local.stream_readers : ["AWS/Lambda", "IteratorAge", "FunctionName", module.function[purpose].function_name]]
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
  stream_readers = concat(var.delivery.attribute ? ["projection"] : [], local.kinesis_wanted ? ["tagging"] : [])
  shown_graphs   = [for graph in local.graphs : graph if length(graph.metrics) > 0]

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
