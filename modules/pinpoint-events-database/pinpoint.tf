# Backend pinpoint: the project's event stream, and emails that SES sends for others, by way of the project.

locals {
  # Null without the backend pinpoint.
  application_id = !local.living ? module.event_stream["project"].application_id : null
  application    = !local.living ? module.event_stream["project"].application_arn : null
}

module "event_stream" {
  source = "../pinpoint-event-stream"

  for_each = toset(local.living ? [] : ["project"])

  application_id   = var.pinpoint_application_id
  application_name = var.pinpoint_application_name
  purpose          = "due"
  stream_arn       = module.lake.firehose_arns[local.stream]
  stream_service   = "firehose"

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_sesv2_configuration_set_event_destination" "pinpoint" {
  for_each = var.configuration_set_names

  configuration_set_name = each.value
  event_destination_name = var.event_destination_name

  event_destination {
    enabled              = true
    matching_event_types = ["BOUNCE", "CLICK", "COMPLAINT", "DELIVERY", "OPEN", "REJECT", "RENDERING_FAILURE", "SEND"]

    pinpoint_destination {
      application_arn = local.application
    }
  }
}

moved {
  from = aws_pinpoint_app.new
  to   = module.event_stream["project"].aws_pinpoint_app.new
}

moved {
  from = aws_pinpoint_event_stream.this["project"]
  to   = module.event_stream["project"].aws_pinpoint_event_stream.this
}

moved {
  from = aws_iam_role.events["project"]
  to   = module.event_stream["project"].aws_iam_role.events
}

moved {
  from = aws_iam_role_policy.events["project"]
  to   = module.event_stream["project"].aws_iam_role_policy.events
}

# https://docs.aws.amazon.com/pinpoint/latest/userguide/migrate.html
check "pinpoint_end_of_support" {
  assert {
    condition     = local.living
    error_message = "AWS ended support for Amazon Pinpoint's projects and event streams on 2026-10-30: no new events arrive. What was stored stays readable in all_events, with backend \"living\" too, whose views read the lakes of SES and AWS End User Messaging."
  }
}
