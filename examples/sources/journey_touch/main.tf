# Who sends what: any system, such as a newsletter tool or a push service, puts an event onto the bus.
# To set up there: its role, and an event of the detail-type "Journey Touch" for each reaction of a customer.
# What arrives: {"username", "journey_id"}, and maybe journey_name and touched_at: schemas/journey_touch.schema.json.

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

variable "publisher_role_name" {
  description = "Name of the role with which the other system works."
  type        = string
  nullable    = false
}

resource "aws_iam_role_policy" "publisher" {
  name   = "publish-journey-touches"
  role   = var.publisher_role_name
  policy = data.aws_iam_policy_document.publisher.json
}

data "aws_iam_policy_document" "publisher" {
  statement {
    sid       = "PublishJourneyTouches"
    actions   = ["events:PutEvents"]
    resources = ["${local.buses}/${module.attribution.event_bus_name}"]
  }
}

locals {
  buses = "arn:aws:events:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:event-bus"
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-journey-touch"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    journey_touch     = {} # on a bus of yours: { event_bus_name = "…", event_sources = ["shop.newsletter"] }
  }
}

output "event_bus_name" {
  description = "Bus for the events."
  value       = module.attribution.event_bus_name
}
