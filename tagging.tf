# Tagging: source payload -> touches in the table.

locals {
  tagging_function = {
    description     = "Records who interacted with which journey"
    handler         = "attribution.handlers.tagging.handler"
    timeout_seconds = 15   # Pinpoint waits no longer
    memory_mb       = 1769 # one whole processor
    asynchronous    = false
    policy_json     = data.aws_iam_policy_document.tagging.json
    environment = merge(
      {
        CAMPAIGN_ATTRIBUTE_MAX_LENGTH = tostring(local.campaign_attribute_max_length)
        JOURNEY_LOOKBACK_SECONDS      = jsonencode(local.journey_lookback_seconds)
        LOOKBACK_WINDOW_SECONDS       = tostring(local.lookback_window_seconds)
        SOURCES                       = join(",", local.enabled_sources)
        TABLE_NAME                    = aws_dynamodb_table.touches.name
        USERNAME_CASE_SENSITIVE       = tostring(var.username_case_sensitive)
      },
      var.pinpoint_application_id == null ? {} : { PINPOINT_APPLICATION_ID = var.pinpoint_application_id },
      var.username_attribute == null ? {} : { USERNAME_ATTRIBUTE = var.username_attribute },
    )
  }
}

data "aws_iam_policy_document" "tagging" {
  statement {
    sid       = "RecordTouches"
    actions   = ["dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.touches.arn]
  }

  dynamic "statement" {
    for_each = var.pinpoint_application_id == null ? [] : [1]

    content {
      sid     = "LookUpJourneyNames"
      actions = ["mobiletargeting:GetJourney", "mobiletargeting:GetCampaign"]
      resources = [
        "${local.pinpoint_application_arn}/journeys/*",
        "${local.pinpoint_application_arn}/campaigns/*",
      ]
    }
  }
}
