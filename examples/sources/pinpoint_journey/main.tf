# Who sends what: a journey of an Amazon Pinpoint project calls the tagging function with who reacted.
# To set up there: behind a yes/no split on open or click, a custom channel with tagging_function_arn.
# What arrives: the journey's id and up to 50 endpoints; their user attribute "username" names the Cognito user.

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

variable "pinpoint_application_id" {
  description = "Id of the Amazon Pinpoint project."
  type        = string
  nullable    = false
}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-pinpoint-journey"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  pinpoint_application_id = var.pinpoint_application_id
  sources                 = { pinpoint_journey = true, pinpoint_campaign = false }
}

output "tagging_function_arn" {
  description = "What the activity calls."
  value       = module.attribution.tagging_function_arn
}
