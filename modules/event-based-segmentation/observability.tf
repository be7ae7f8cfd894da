# An alarm on the stream. The queue and the function have theirs.

module "alarms" {
  source = "../alarms"

  names_begin     = var.name_prefix
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags

  alarms = {
    for key in keys(local.streams) : "segmentation-stream-age" => {
      what       = "the rule engine is 15 minutes behind the stream, and gives up what is older than ${var.max_event_age_hours} hours"
      namespace  = "AWS/Lambda"
      metric     = "IteratorAge"
      dimensions = { FunctionName = module.rule_engine.function_name }
      statistic  = "Maximum"
      threshold  = 15 * 60 * 1000
    }
  }
}
