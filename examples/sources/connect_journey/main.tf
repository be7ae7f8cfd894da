# Who sends what: the block "Custom action" of an Amazon Connect journey calls with customer profiles.
# To set up there: tagging_function_arn among the instance's Lambda functions, and the block after a status check.
# What arrives: the journey's name and a batch of profiles; their attribute "username" names the Cognito user.

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

variable "connect_instance_arn" {
  description = "ARN of the Amazon Connect instance."
  type        = string
  nullable    = false
}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-connect-journey"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    connect_journey   = { instance_arn = var.connect_instance_arn }
  }
}

output "tagging_function_arn" {
  description = "What the Custom action calls."
  value       = module.attribution.tagging_function_arn
}
