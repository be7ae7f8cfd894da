# Who sends what: Amazon Pinpoint, or whoever replays its stored events, fills a Kinesis data stream.
# To set up there: this stream as the destination of the project's events; for a replay, a program that puts them.
# What arrives: "_email.click" and the like, with an endpoint. "_journey.send", or a back-fill, tells its user first.

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

# Pinpoint's events, for two days: what tagging could not read by then is lost, and so is a lost batch.
resource "aws_kinesis_stream" "events" {
  name             = "pinpoint-events"
  retention_period = 48
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

locals {
  streams = "arn:aws:kinesis:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:stream"
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-pinpoint-events"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    pinpoint_events = {
      stream_arn  = "${local.streams}/${aws_kinesis_stream.events.name}" # known before the stream exists
      event_types = ["_email.click", "_journey.opened_notification"]
    }
  }
}

output "lookups_table_name" {
  description = "Table of users behind endpoints."
  value       = module.attribution.lookups_table_name
}
