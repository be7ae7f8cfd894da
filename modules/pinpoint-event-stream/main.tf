# A Pinpoint project's events into a stream, by a role that is taken for this project only.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account        = data.aws_caller_identity.current.account_id
  region         = data.aws_region.current.name
  application_id = coalesce(var.application_id, one(aws_pinpoint_app.new[*].application_id))
  application    = "arn:${data.aws_partition.current.partition}:mobiletargeting:${local.region}:${local.account}:apps/${local.application_id}"

  # https://docs.aws.amazon.com/pinpoint/latest/developerguide/permissions-streams.html
  actions = {
    firehose = ["firehose:DescribeDeliveryStream", "firehose:PutRecordBatch"]
    kinesis  = ["kinesis:DescribeStream", "kinesis:PutRecords"]
  }
}

resource "aws_pinpoint_app" "new" {
  count = var.application_id == null ? 1 : 0

  name = var.application_name
  tags = var.tags
}

resource "aws_pinpoint_event_stream" "this" {
  application_id         = local.application_id
  destination_stream_arn = var.stream_arn
  role_arn               = aws_iam_role.events.arn

  # Pinpoint tries the role when the stream is made.
  depends_on = [aws_iam_role_policy.events]
}

resource "aws_iam_role" "events" {
  name                 = "${var.name_prefix}-${var.purpose}-events-${local.region}"
  description          = "What Pinpoint may do with events of ${var.name_prefix}"
  assume_role_policy   = data.aws_iam_policy_document.events_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "events_trust" {
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
  name   = "put-events"
  role   = aws_iam_role.events.id
  policy = data.aws_iam_policy_document.events.json
}

data "aws_iam_policy_document" "events" {
  statement {
    sid       = "PutEvents"
    actions   = local.actions[var.stream_service]
    resources = [var.stream_arn]
  }

  # Whoever puts records into a stream of Kinesis encrypts them; Firehose does so itself.
  dynamic "statement" {
    for_each = var.kms_key_arn != null && var.stream_service == "kinesis" ? [var.kms_key_arn] : []

    content {
      sid       = "EncryptEvents"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}
