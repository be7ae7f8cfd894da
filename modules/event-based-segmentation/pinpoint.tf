# Backend pinpoint: the project's events go into the stream.

locals {
  projects       = local.pinpoint ? { project = coalesce(var.pinpoint_application_id, one(aws_pinpoint_app.new[*].application_id)) } : {}
  application_id = one(values(local.projects))
  application    = "arn:${local.partition}:mobiletargeting:${local.region}:${local.account}:apps/${coalesce(local.application_id, "none")}"
}

resource "aws_pinpoint_app" "new" {
  count = local.pinpoint && var.pinpoint_application_id == null ? 1 : 0

  name = var.pinpoint_application_name
  tags = var.tags
}

resource "aws_pinpoint_event_stream" "this" {
  for_each = local.projects

  application_id         = each.value
  destination_stream_arn = aws_kinesis_stream.this["events"].arn
  role_arn               = aws_iam_role.events[each.key].arn

  # Pinpoint tries the role when the stream is made.
  depends_on = [aws_iam_role_policy.events]
}

resource "aws_iam_role" "events" {
  for_each = local.projects

  name                 = "${var.name_prefix}-segment-events-${local.region}"
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
    actions   = ["kinesis:DescribeStream", "kinesis:PutRecords"]
    resources = [aws_kinesis_stream.this["events"].arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "EncryptEvents"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

# https://docs.aws.amazon.com/pinpoint/latest/userguide/migrate.html
check "pinpoint_end_of_support" {
  assert {
    condition     = !local.pinpoint
    error_message = "AWS ended support for Amazon Pinpoint's endpoints, segments and event streams on 2026-10-30: no event arrives and no endpoint can be updated. Use the backend customer_profiles."
  }
}
