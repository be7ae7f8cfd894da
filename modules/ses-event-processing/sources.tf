# Who tells the topic: configuration sets and identities that exist, by what Terraform itself adds to them.

locals {
  # By the word of identity feedback, the word of event publishing.
  wanted = { for type, on in { Bounce = var.suppress_bounces, Complaint = var.suppress_complaints } : type => upper(type) if on }

  topics_of_identities = {
    for pair in setproduct(local.identities, keys(local.wanted)) : "${pair[0]} ${pair[1]}" => { identity = pair[0], type = pair[1] }
  }
}

resource "aws_sesv2_configuration_set_event_destination" "topic" {
  for_each = local.configuration_sets

  configuration_set_name = each.value
  event_destination_name = "${var.name_prefix}-${local.purpose}"

  event_destination {
    enabled              = true
    matching_event_types = values(local.wanted)

    sns_destination {
      topic_arn = aws_sns_topic.this.arn
    }
  }

  # SES tries the topic when the destination is made; its greeting is to find the queue.
  depends_on = [aws_sns_topic_policy.this, aws_sns_topic_subscription.queue]
}

resource "aws_ses_identity_notification_topic" "this" {
  for_each = local.topics_of_identities

  identity          = each.value.identity
  notification_type = each.value.type
  topic_arn         = aws_sns_topic.this.arn

  depends_on = [aws_sns_topic_policy.this, aws_sns_topic_subscription.queue]
}

# One setting of the whole account, hence the switch. It lists all reasons for which SES itself suppresses: one that
# were left out would be switched off for everybody.
resource "aws_sesv2_account_suppression_attributes" "this" {
  count = var.manage_account_suppression ? 1 : 0

  suppressed_reasons = ["BOUNCE", "COMPLAINT"]
}
