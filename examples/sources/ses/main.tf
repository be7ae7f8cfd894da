# Who sends what: Amazon SES tells EventBridge of each opened and clicked email of a configuration set.
# To set up there: one recipient an email, this configuration set, and the tags "campaign" and "username".
# What arrives: the event with both tags. A tag holds A-Z a-z 0-9 _ - only: other text as "b64_" plus base64url.

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

resource "aws_sesv2_configuration_set" "journeys" {
  configuration_set_name = "journeys"
}

resource "aws_sesv2_configuration_set_event_destination" "interactions" {
  configuration_set_name = aws_sesv2_configuration_set.journeys.configuration_set_name
  event_destination_name = "attribution"

  event_destination {
    enabled              = true
    matching_event_types = ["CLICK", "OPEN"]

    event_bridge_destination {
      event_bus_arn = "${local.buses}/default" # SES takes no other
    }
  }
}

locals {
  buses = "arn:aws:events:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:event-bus"
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-ses"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    ses               = { configuration_sets = [aws_sesv2_configuration_set.journeys.configuration_set_name] }
  }
}

output "inbox_queue_url" {
  description = "Queue of the events."
  value       = module.attribution.inbox_queue_url
}
