# Backend pinpoint: the project's event stream, and emails that SES sends for others, by way of the project.

locals {
  projects       = local.living ? {} : { project = coalesce(var.pinpoint_application_id, one(aws_pinpoint_app.new[*].application_id)) }
  application_id = one(values(local.projects))
  application    = "arn:${local.partition}:mobiletargeting:${local.region}:${local.account}:apps/${coalesce(local.application_id, "none")}"
}

resource "aws_pinpoint_app" "new" {
  count = !local.living && var.pinpoint_application_id == null ? 1 : 0

  name = var.pinpoint_application_name
  tags = var.tags
}

resource "aws_pinpoint_event_stream" "this" {
  for_each = local.projects

  application_id         = each.value
  destination_stream_arn = module.lake.firehose_arns[local.stream]
  role_arn               = aws_iam_role.events[each.key].arn

  # Pinpoint tries the role when the stream is made.
  depends_on = [aws_iam_role_policy.events]
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

resource "aws_iam_role" "events" {
  for_each = local.projects

  name                 = "${var.name_prefix}-due-events-${local.region}"
  description          = "What Pinpoint may do with events of ${var.name_prefix}"
  assume_role_policy   = data.aws_iam_policy_document.events_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

# https://docs.aws.amazon.com/pinpoint/latest/developerguide/permissions-streams.html
data "aws_iam_policy_document" "events_trust" {
  for_each = local.projects

  statement {
    sid     = "Project"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["pinpoint.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.application]
    }
  }
}

resource "aws_iam_role_policy" "events" {
  for_each = local.projects

  name   = "put-events"
  role   = aws_iam_role.events[each.key].id
  policy = data.aws_iam_policy_document.events[each.key].json
}

data "aws_iam_policy_document" "events" {
  for_each = local.projects

  statement {
    sid       = "PutEvents"
    actions   = ["firehose:DescribeDeliveryStream", "firehose:PutRecordBatch"]
    resources = [module.lake.firehose_arns[local.stream]]
  }
}

# https://docs.aws.amazon.com/pinpoint/latest/userguide/migrate.html
check "pinpoint_end_of_support" {
  assert {
    condition     = local.living
    error_message = "AWS ended support for Amazon Pinpoint's projects and event streams on 2026-10-30: no new events arrive. What was stored stays readable in all_events, with backend \"living\" too, whose views read the lakes of SES and AWS End User Messaging."
  }
}
