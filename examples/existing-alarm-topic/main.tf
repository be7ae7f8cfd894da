# Who sends what: CloudWatch tells the topic that the team has already of each alarm, and when it is over.
# To set up there: the topic's policy has to let CloudWatch publish, as here; the subscriptions are there.
# What arrives: the alarm with its description, which names the runbook of docs/runbooks to open.

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

# Stands for the team's topic. Elsewhere made: take its ARN, and see to the statement below. One that is encrypted
# needs a key of yours whose policy lets cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey: the key
# alias/aws/sns shuts alarms out. https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
resource "aws_sns_topic" "on_call" {
  name = "on-call"
}

resource "aws_sns_topic_policy" "on_call" {
  arn    = aws_sns_topic.on_call.arn
  policy = data.aws_iam_policy_document.on_call.json
}

# https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
data "aws_iam_policy_document" "on_call" {
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.on_call.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
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
  source = "../.." # outside of this repository: its git address, as in the README

  name_prefix          = "on-call"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }
  alarm_topic_arn      = aws_sns_topic.on_call.arn
  alarm_thresholds     = { backlog_hours = 4, touches_rejected = 20 } # the others stay as they are
  sources              = { direct = {} }
}

output "alarm_topic_arn" {
  description = "Where alarms go: subscribe whoever is on call."
  value       = aws_sns_topic.on_call.arn
}

output "tagging_function_name" {
  description = "What takes touches."
  value       = module.attribution.tagging_function_name
}
