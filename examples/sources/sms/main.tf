# Who sends what: AWS End User Messaging publishes deliveries of text messages, and replies, to SNS topics.
# To set up there: topic "events" in the configuration set, topic "replies" in two-way SMS of the number.
# What arrives: whom a message with the context {campaign, username} went to; a reply or feedback is the touch.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Region and credentials come from the environment, as they should in a platform repository.
provider "aws" {}

variable "user_pool_id" {
  description = "Id of the user pool whose customers are attributed."
  type        = string
  nullable    = false
}

variable "app_client_id" {
  description = "Id of the pool's app client, which may not write the campaign attribute."
  type        = string
  nullable    = false
}

resource "aws_sns_topic" "sms" {
  for_each = toset(["events", "replies"])

  name = "sms-${each.key}"
}

resource "aws_sns_topic_policy" "sms" {
  for_each = aws_sns_topic.sms

  arn    = each.value.arn
  policy = data.aws_iam_policy_document.sms[each.key].json
}

data "aws_iam_policy_document" "sms" {
  for_each = aws_sns_topic.sms

  statement {
    sid       = "EndUserMessaging"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "Service"
      identifiers = ["sms-voice.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_caller_identity" "current" {}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-sms"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    sms = {
      topic_arns = { for kind, topic in aws_sns_topic.sms : kind => topic.arn }
      feedback   = true # needs a trail that logs PutMessageFeedback, and messages with MessageFeedbackEnabled
    }
  }
}

output "lookups_table_name" {
  description = "Table of users behind text messages."
  value       = module.attribution.lookups_table_name
}
