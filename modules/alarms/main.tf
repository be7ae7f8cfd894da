# Alarms that differ in what they watch and when: their names, descriptions and whom they notify are alike.

locals {
  actions = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name          = "${var.names_begin}-${each.key}"
  alarm_description   = "${coalesce(each.value.subject, var.names_begin)}: ${each.value.what}. Runbook: docs/runbooks/${coalesce(each.value.runbook, each.key)}.md"
  namespace           = each.value.sum == null ? each.value.namespace : null
  metric_name         = each.value.metric
  dimensions          = each.value.sum == null ? each.value.dimensions : null
  statistic           = each.value.sum == null ? each.value.statistic : null
  period              = each.value.sum == null ? each.value.period : null
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = each.value.datapoints
  threshold           = each.value.threshold
  comparison_operator = each.value.comparison
  treat_missing_data  = each.value.missing
  alarm_actions       = local.actions
  ok_actions          = local.actions
  tags                = var.tags

  dynamic "metric_query" {
    for_each = each.value.sum == null ? [] : [each.value.sum]

    content {
      id          = metric_query.value.id
      expression  = "SUM(METRICS())"
      label       = metric_query.value.label
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.sum == null ? [] : sort(each.value.sum.metrics)

    content {
      id = lower(metric_query.value)

      metric {
        namespace   = each.value.namespace
        metric_name = metric_query.value
        dimensions  = each.value.dimensions
        stat        = each.value.statistic
        period      = each.value.period
      }
    }
  }
}
