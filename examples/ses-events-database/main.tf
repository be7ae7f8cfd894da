# Who sends what: Amazon SES tells of each email that is sent with one of these configuration sets.
# To set up there: name the set in each send call, and give each email the tag "campaign".
# What arrives: one record for each event, in the table ses_events within a minute or two.

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

# A set that somebody else manages: the module adds an event destination, and takes it away again.
resource "aws_sesv2_configuration_set" "receipts" {
  configuration_set_name = "receipts"
}

module "emails" {
  source = "../../modules/ses-events-database"

  name_prefix                = "shop"
  configuration_set_names    = [aws_sesv2_configuration_set.receipts.configuration_set_name]
  new_configuration_set_name = "news"
  event_retention_days       = 365
  tags                       = { team = "growth" }
}

# Whoever asks questions.
resource "aws_iam_role" "analysts" {
  name               = "email-analysts"
  assume_role_policy = data.aws_iam_policy_document.analysts_trust.json
}

resource "aws_iam_role_policy" "analysts" {
  name   = "ask"
  role   = aws_iam_role.analysts.id
  policy = module.emails.consumer_policy_json
}

data "aws_iam_policy_document" "analysts_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_caller_identity" "current" {}

output "workgroup_name" {
  description = "Name of the Athena workgroup to ask in."
  value       = module.emails.workgroup_name
}
