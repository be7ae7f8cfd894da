# An alarm on what the masking function cannot mask. It has others as every function, and so has the lake.

locals {
  # Name -> what is watched, when. Each has a page docs/runbooks/<name>.md.
  alarms_wanted = {
    masking-unreadable = {
      what   = "records that are no JSON objects are under errors/, with their phone numbers"
      metric = "RecordsUnreadable"
    }
  }
  alarms = {
    for name, alarm in local.alarms_wanted : name => merge(alarm, {
      namespace  = local.metrics_namespace
      dimensions = { service = var.name_prefix }
      statistic  = "Sum"
      threshold  = 0
    }) if var.mask_phone_numbers
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
