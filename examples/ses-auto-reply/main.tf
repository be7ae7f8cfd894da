# Who sends what: anybody who answers mail of the shop writes to no-reply@shop.example or to news@shop.example.
# To set up there: point the domain's MX record to SES, verify the domain, make the rule set the active one.
# What arrives: one reply per sender and day, with the text of the template below, in the thread of their mail.

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

resource "aws_sesv2_email_identity" "shop" {
  email_identity = "shop.example"
}

resource "aws_sesv2_configuration_set" "replies" {
  configuration_set_name = "shop-replies"
}

# Activating it is a step of its own (aws ses set-active-receipt-rule-set --rule-set-name shop-replies): an account
# has one active set in a Region, and where there is one already, the rule belongs into that.
resource "aws_ses_receipt_rule_set" "shop" {
  rule_set_name = "shop-replies"
}

resource "aws_ses_template" "nobody_reads" {
  name    = "shop-replies-nobody-reads"
  subject = "Automatic reply:"
  text    = <<-EOT
    Hello %%NAME%%,

    nobody reads this mailbox. Please write to help@shop.example, and give this number: %%ID%%
  EOT
  html    = <<-EOT
    <p>Hello %%NAME%%,</p>
    <p>nobody reads this mailbox. Please write to <a href="mailto:help@shop.example">help@shop.example</a>,
    and give this number: %%ID%%</p>
  EOT
}

module "replies" {
  source = "../../modules/ses-auto-reply"

  name_prefix            = "shop-replies"
  rule_set_name          = aws_ses_receipt_rule_set.shop.rule_set_name
  recipients             = ["no-reply@shop.example", "news@shop.example"]
  sending_identity_arns  = [aws_sesv2_email_identity.shop.arn]
  template_name          = aws_ses_template.nobody_reads.name
  configuration_set_name = aws_sesv2_configuration_set.replies.configuration_set_name
  tags                   = { team = "support" }
}

output "rule_set_name" {
  description = "Name of the receipt rule set to make the active one."
  value       = aws_ses_receipt_rule_set.shop.rule_set_name
}

output "template_name" {
  description = "Name of the SES template that holds the reply's text."
  value       = aws_ses_template.nobody_reads.name
}

output "rule_name" {
  description = "Name of the receipt rule."
  value       = module.replies.rule_name
}

output "function_name" {
  description = "Name of the function that answers."
  value       = module.replies.function_name
}

output "dlq_arn" {
  description = "ARN of the queue of events whose mail could not be answered."
  value       = module.replies.dlq_arn
}

output "table_name" {
  description = "Name of the table that remembers whom the function has answered."
  value       = module.replies.table_name
}
