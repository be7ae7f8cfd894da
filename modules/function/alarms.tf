locals {
  alarms_wanted = {
    errors    = { metric = "Errors", meaning = "calls failed" }
    throttles = { metric = "Throttles", meaning = "calls found no free concurrency" }
  }
  alarms = {
    for key, alarm in local.alarms_wanted : key => {
      what               = "${alarm.meaning} in each of three minutes of five"
      runbook            = "function-${key}"
      namespace          = "AWS/Lambda"
      metric             = alarm.metric
      dimensions         = { FunctionName = aws_lambda_function.this.function_name }
      statistic          = "Sum"
      period             = 60
      evaluation_periods = 5
      datapoints         = 3
      threshold          = 0
    }
  }
}

module "alarms" {
  source = "../alarms"

  names_begin     = local.names.function
  alarms          = local.alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}
