# Who sends what: AWS End User Messaging tells of each state of a message that is sent with the configuration set.
# To set up there: name the set in each send call, and say the campaign in its Context.
# What arrives: one record for each state, in the table sms_events; the number of the recipient as a keyed hash.

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

module "texts" {
  source = "../../modules/sms-events-database"

  name_prefix              = "shop"
  configuration_set_name   = "shop-texts"
  create_configuration_set = true
  mask_phone_numbers       = true
  tags                     = { team = "growth" }
}

output "workgroup_name" {
  description = "Name of the Athena workgroup to ask in."
  value       = module.texts.workgroup_name
}
