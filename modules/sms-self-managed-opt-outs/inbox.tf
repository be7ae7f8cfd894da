# How inbound texts come in: End User Messaging publishes to the topic, and the queue keeps what could not be done.

resource "aws_sns_topic" "inbound" {
  name              = "${var.name_prefix}-inbound-texts"
  kms_master_key_id = var.kms_key_arn # never AWS's key for SNS: its policy cannot let End User Messaging in
  tags              = var.tags
}

# https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-iam-policy-auto.html
data "aws_iam_policy_document" "senders" {
  for_each = { inbound-texts = aws_sns_topic.inbound.arn }

  statement {
    sid       = "FromSmsVoice"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = ["sms-voice.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:sms-voice:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_sns_topic_policy" "inbound" {
  arn    = aws_sns_topic.inbound.arn
  policy = data.aws_iam_policy_document.senders["inbound-texts"].json
}

# Not raw: the envelope's time says which of two wishes is newer, also after a redrive from the dead letters.
resource "aws_sns_topic_subscription" "inbound" {
  topic_arn            = aws_sns_topic.inbound.arn
  protocol             = "sqs"
  endpoint             = module.queue.queue_arn
  raw_message_delivery = false
  redrive_policy       = jsonencode({ deadLetterTargetArn = module.queue.dlq_arn })
}

module "queue" {
  source = "../queue-consumer"

  purpose                  = "inbound-texts"
  function_arn             = module.consent.function_arn
  function_timeout_seconds = local.timeout_seconds
  batch_size               = 10
  max_receive_count        = 5
  maximum_concurrency      = var.maximum_concurrency
  senders                  = { sns = { arns = [aws_sns_topic.inbound.arn] } }

  name_prefix     = var.name_prefix
  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

# What the policy of kms_key_arn needs besides its owner's rights. In a key's policy, "*" is the key.
data "aws_iam_policy_document" "producers" {
  statement {
    sid       = "SmsVoicePublishes"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["sms-voice.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:sms-voice:${local.region}:${local.account}:*"]
    }
  }

  # https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
  statement {
    sid       = "SnsQueues"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.inbound.arn]
    }
  }
}
