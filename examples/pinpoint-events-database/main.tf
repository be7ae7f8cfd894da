# Who sends what: SES and AWS End User Messaging fill their lakes; your app puts its own events into a stream.
# To set up there: name the configuration sets in each send call, and give each message the tag, or context, "campaign".
# What arrives: events in three lakes, and one flat view for each kind of them, under the names that Pinpoint gave.

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

module "emails" {
  source = "../../modules/ses-events-database"

  name_prefix                = "engagement"
  new_configuration_set_name = "engagement-news"
}

module "texts" {
  source = "../../modules/sms-events-database"

  name_prefix              = "engagement"
  configuration_set_name   = "engagement-texts"
  create_configuration_set = true
}

module "engagement" {
  source = "../../modules/pinpoint-events-database"

  name_prefix       = "engagement"
  ses_database_name = module.emails.database_name
  sms_database_name = module.texts.database_name
}

# Whoever asks needs the three lakes, since the views read tables of all of them.
resource "aws_iam_policy" "analysts" {
  for_each = {
    emails     = module.emails.consumer_policy_json
    texts      = module.texts.consumer_policy_json
    engagement = module.engagement.consumer_policy_json
  }

  name   = "ask-${each.key}"
  policy = each.value
}

output "view_names" {
  description = "Names of the views."
  value       = module.engagement.view_names
}

output "workgroup_name" {
  description = "Name of the Athena workgroup to ask in."
  value       = module.engagement.workgroup_name
}
