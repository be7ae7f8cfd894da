# An alarm on what the masking function cannot mask. It has others as every function, and so has the lake.

locals {
  # Name -> what is watched, when. Each has a page docs/runbooks/<name>.md.
  alarms_wanted = {
    masking-unreadable = {
      what   = "records that are no JSON objects are under errors/, with their phone numbers"
      metric = "RecordsUnreadable"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for name, alarm in local.alarms_wanted : name => alarm if var.mask_phone_numbers }

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = "${var.name_prefix}: ${each.value.what}. Runbook: docs/runbooks/${each.key}.md"
  namespace           = local.metrics_namespace
  metric_name         = each.value.metric
  dimensions          = { service = var.name_prefix }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  ok_actions          = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
  tags                = var.tags
}
