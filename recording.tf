# Recording: the settings that tagging and back-fill have in common.

locals {
  recording_environment = merge(
    {
      CAMPAIGN_ATTRIBUTE_MAX_LENGTH = tostring(local.campaign_attribute_max_length)
      JOURNEY_LOOKBACK_SECONDS      = jsonencode(local.journey_lookback_seconds)
      LOOKBACK_WINDOW_SECONDS       = tostring(local.lookback_window_seconds)
      TABLE_NAME                    = aws_dynamodb_table.touches.name
      USERNAME_CASE_SENSITIVE       = tostring(var.username_case_sensitive)
    },
    var.pinpoint_application_id == null ? {} : { PINPOINT_APPLICATION_ID = var.pinpoint_application_id },
    length(var.journey_names) == 0 ? {} : { JOURNEY_NAMES = jsonencode(var.journey_names) },
    var.username_attribute == null ? {} : { USERNAME_ATTRIBUTE = var.username_attribute },
    local.lookups_wanted ? { LOOKUPS_TABLE_NAME = aws_dynamodb_table.lookups[0].name } : {},
    local.endpoints_table_arn == null ? {} : { ENDPOINTS_TABLE_NAME = element(split("/", local.endpoints_table_arn), 1) },
    local.kinesis_wanted ? { PINPOINT_EVENT_TYPES = join(",", sort(var.sources.pinpoint_events.event_types)) } : {},
  )
}
