# Who sends what: SES tells of bounces and complaints after mail of the configuration set, or from the address.
# To set up there: name the set in each send call, or send from the address, once its owner confirmed it; no more.
# What arrives: addresses that bounced for good or complained, on the suppression list; an event of each, in a queue.

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

resource "aws_sesv2_configuration_set" "mail" {
  configuration_set_name = "shop-bounces"
}

# Of a system that knows no configuration sets.
resource "aws_ses_email_identity" "receipts" {
  email = "receipts@bounces.example"
}

module "bounces" {
  source = "../../modules/ses-event-processing"

  name_prefix             = "shop-bounces"
  source_mode             = "both"
  identities              = [aws_ses_email_identity.receipts.email]
  configuration_set_names = [aws_sesv2_configuration_set.mail.configuration_set_name]
  event_bus_name          = aws_cloudwatch_event_bus.customers.name
  tags                    = { team = "deliverability" }
}

# The shop's own systems hear of each address: here by a queue, which the customer database reads.
resource "aws_cloudwatch_event_bus" "customers" {
  name = "shop-bounces"
}

resource "aws_cloudwatch_event_rule" "suppressed" {
  name           = "shop-bounces-suppressed"
  event_bus_name = aws_cloudwatch_event_bus.customers.name

  event_pattern = jsonencode({
    source      = ["shop-bounces.ses"]
    detail-type = ["AddressSuppressed"]
  })
}

resource "aws_cloudwatch_event_target" "suppressed" {
  rule           = aws_cloudwatch_event_rule.suppressed.name
  event_bus_name = aws_cloudwatch_event_bus.customers.name
  arn            = aws_sqs_queue.suppressed.arn
}

resource "aws_sqs_queue" "suppressed" {
  name                      = "shop-bounces-suppressed"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "suppressed" {
  queue_url = aws_sqs_queue.suppressed.url
  policy    = data.aws_iam_policy_document.suppressed.json
}

data "aws_iam_policy_document" "suppressed" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.suppressed.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.suppressed.arn]
    }
  }
}

output "configuration_set_name" {
  description = "Name of the configuration set to send mail with."
  value       = aws_sesv2_configuration_set.mail.configuration_set_name
}

output "sender" {
  description = "Address to send mail from without a configuration set."
  value       = aws_ses_email_identity.receipts.email
}

output "suppressed_queue_url" {
  description = "URL of the queue in which each suppressed address is told of."
  value       = aws_sqs_queue.suppressed.url
}

output "queue_url" {
  description = "URL of the queue of bounces and complaints."
  value       = module.bounces.queue_url
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters."
  value       = module.bounces.dlq_arn
}

output "function_name" {
  description = "Name of the function that suppresses."
  value       = module.bounces.function_name
}
