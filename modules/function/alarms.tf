locals {
  alarms = {
    errors    = { metric = "Errors", meaning = "calls failed" }
    throttles = { metric = "Throttles", meaning = "calls found no free concurrency" }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.names.function}-${each.key}"
  alarm_description   = "${local.names.function}: ${each.value.meaning} in each of three minutes of five. Runbook: docs/runbooks/function-${each.key}.md"
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  ok_actions          = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  tags                = var.tags
}
