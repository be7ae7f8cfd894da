# Where SES publishes. Never under alias/aws/sns or alias/aws/sqs: nobody can let SES or SNS use keys that AWS
# manages, and every event would be lost.

locals {
  configuration_sets = contains(["configuration_set", "both"], var.source_mode) ? var.configuration_set_names : []
  identities         = contains(["identity", "both"], var.source_mode) ? var.identities : []

  ses = "arn:${local.partition}:ses:${local.region}:${local.account}"
}

resource "aws_sns_topic" "this" {
  name              = "${var.name_prefix}-${local.purpose}"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.senders.json
}

# https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
# https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html
data "aws_iam_policy_document" "senders" {
  statement {
    sid       = "FromSes"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this.arn]

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
      values = concat(
        [for name in sort(local.configuration_sets) : "${local.ses}:configuration-set/${name}"],
        [for identity in sort(local.identities) : "${local.ses}:identity/${identity}"],
      )
    }
  }
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.this.arn
  protocol             = "sqs"
  endpoint             = module.queue.queue_arn
  raw_message_delivery = true
  redrive_policy       = jsonencode({ deadLetterTargetArn = module.queue.dlq_arn })
}
