# Who sends what: customers text STOP, START or HELP to a number; AWS End User Messaging publishes it to our topic.
# To set up there: two-way SMS with the output topic_arn, and self-managed opt-outs, on each number that is listed.
# What arrives: consent by number and program in a table, a confirmation by text, and an event ConsentChanged on a bus.

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

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

# Your number that customers text, and its id in AWS End User Messaging.
locals {
  number    = "+12125550101"
  number_id = "phone-0123456789abcdef0123456789abcdef"
  account   = data.aws_caller_identity.current.account_id
  numbers   = "arn:aws:sms-voice:${data.aws_region.current.name}:${local.account}:phone-number"
}

resource "aws_cloudwatch_event_bus" "shop" {
  name = "shop-consent"
  tags = { team = "growth" }
}

module "opt_outs" {
  source = "../../modules/sms-self-managed-opt-outs"

  name_prefix            = "shop-consent"
  origination_identities = { (local.number) = "${local.numbers}/${local.number_id}" }
  event_bus_arn          = aws_cloudwatch_event_bus.shop.arn
  tags                   = { team = "growth" }

  # For trying out only: without it the table of consent has deletion protection.
  force_destroy = true
}

# Where the demo, or you, can look at the events.
resource "aws_sqs_queue" "changes" {
  name                      = "shop-consent-changes"
  message_retention_seconds = 86400
  sqs_managed_sse_enabled   = true
  tags                      = { team = "growth" }
}

resource "aws_cloudwatch_event_rule" "changes" {
  name           = "shop-consent-changes"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern  = jsonencode({ source = ["shop-consent.sms-consent"], detail-type = ["ConsentChanged"] })
  tags           = { team = "growth" }
}

resource "aws_cloudwatch_event_target" "changes" {
  rule           = aws_cloudwatch_event_rule.changes.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  arn            = aws_sqs_queue.changes.arn
}

data "aws_iam_policy_document" "changes" {
  statement {
    sid       = "FromEvents"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.changes.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.changes.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "changes" {
  queue_url = aws_sqs_queue.changes.url
  policy    = data.aws_iam_policy_document.changes.json
}

output "number" {
  description = "The number to text."
  value       = local.number
}

output "topic_arn" {
  description = "Two-way channel of the number."
  value       = module.opt_outs.topic_arn
}

output "consent_table_name" {
  description = "Where consent is."
  value       = module.opt_outs.consent_table_name
}

output "opt_out_list_name" {
  description = "For numbers that send offers only."
  value       = module.opt_outs.opt_out_list_name
}

output "dlq_arn" {
  description = "Where texts wait that could not be handled."
  value       = module.opt_outs.dlq_arn
}

output "changes_queue_url" {
  description = "Where the events are."
  value       = aws_sqs_queue.changes.url
}
