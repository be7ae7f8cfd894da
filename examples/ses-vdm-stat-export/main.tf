# Who sends what: Amazon SES counts emails by identity and mailbox provider; once a month its numbers are exported.
# To set up there: switch Virtual Deliverability Manager on, or let the module do it by manage_account_vdm = true.
# What arrives: a CSV file of the month before in the bucket, and a notice of it, or of its failure, from a topic.

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

module "reports" {
  source = "../../modules/ses-vdm-stat-export"

  name_prefix           = "shop-reports"
  dimensions            = { EMAIL_IDENTITY = ["*"], ISP = ["*"] }
  poll_interval_seconds = 2 # a small account is exported in seconds; a large one has half an hour
  max_polls             = 900
  tags                  = { team = "finance" }
}

# Whoever bills by what was sent takes its notices from here.
resource "aws_sqs_queue" "billing" {
  name                    = "shop-reports-billing"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue_policy" "billing" {
  queue_url = aws_sqs_queue.billing.id
  policy    = data.aws_iam_policy_document.senders.json
}

data "aws_iam_policy_document" "senders" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.billing.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [module.reports.topic_arn]
    }
  }
}

resource "aws_sns_topic_subscription" "billing" {
  topic_arn            = module.reports.topic_arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.billing.arn
  raw_message_delivery = true
}

output "state_machine_arn" {
  description = "ARN of the state machine that makes a report."
  value       = module.reports.state_machine_arn
}

output "report_bucket" {
  description = "Name of the bucket with the reports."
  value       = module.reports.report_bucket
}

output "billing_queue_url" {
  description = "URL of the queue with the notices."
  value       = aws_sqs_queue.billing.id
}
