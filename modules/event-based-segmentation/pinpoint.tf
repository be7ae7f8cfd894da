# Backend pinpoint: the project's events go into the stream.

locals {
  # Null without the backend pinpoint.
  application_id = local.pinpoint ? module.event_stream["project"].application_id : null
  application    = local.pinpoint ? module.event_stream["project"].application_arn : null
  projects       = local.pinpoint ? { project = local.application_id } : {}
}

module "event_stream" {
  source = "../pinpoint-event-stream"

  for_each = toset(local.pinpoint ? ["project"] : [])

  application_id   = var.pinpoint_application_id
  application_name = var.pinpoint_application_name
  purpose          = "segment"
  stream_arn       = aws_kinesis_stream.this["events"].arn
  stream_service   = "kinesis"

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
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
    condition     = !local.pinpoint
    error_message = "AWS ended support for Amazon Pinpoint's endpoints, segments and event streams on 2026-10-30: no event arrives and no endpoint can be updated. Use the backend customer_profiles."
  }
}
