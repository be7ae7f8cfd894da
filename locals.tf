data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.name

  campaign_attribute = "custom:${var.campaign_attribute}"
  enabled_sources    = [for name, source in var.sources : name if source != null && source != false]
  metrics_namespace  = "JourneyAttribution"
  alarm_actions      = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]

  # Days to whole seconds, at least one.
  lookback_window_seconds = max(1, floor(var.lookback_window_days * 86400 + 0.5))
  journey_lookback_seconds = {
    for journey, days in var.journey_lookback_days : journey => max(1, floor(days * 86400 + 0.5))
  }
}
