# By this role SES puts events into the stream; nobody else may take it, and it may do nothing else.

resource "aws_iam_role" "events" {
  name                 = "${var.name_prefix}-ses-events-${local.region}"
  description          = "What SES may do with events of ${var.name_prefix}"
  assume_role_policy   = data.aws_iam_policy_document.events_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

# https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-firehose.html
data "aws_iam_policy_document" "events_trust" {
  statement {
    sid     = "ConfigurationSets"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ses.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values = [
        for name in keys(local.configuration_sets) :
        "arn:${local.partition}:ses:${local.region}:${local.account}:configuration-set/${name}"
      ]
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
    actions   = ["firehose:DescribeDeliveryStream", "firehose:PutRecord", "firehose:PutRecordBatch"]
    resources = [module.lake.firehose_arns["ses"]]
  }
}
