# Who sends what: every source side by side; of a user's touches the latest counts, wherever it came from.
# To set up there: what examples/sources has for each of them; here it is there already, under the names given.
# What arrives: calls, events, texts, records and lists, all of them in one table, with the name of their source.

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

variable "connect_instance_arn" {
  description = "ARN of the Amazon Connect instance."
  type        = string
  nullable    = false
}

variable "pinpoint_stream_arn" {
  description = "ARN of the Kinesis data stream with Pinpoint's events."
  type        = string
  nullable    = false
}

variable "sms_topic_arns" {
  description = "ARNs of the SNS topics of text messages: of what becomes of them, and of replies."
  type        = object({ events = string, replies = string })
  nullable    = false
}

variable "configuration_set" {
  description = "Name of the SES configuration set that sends opens and clicks to EventBridge."
  type        = string
  nullable    = false
}

variable "bucket" {
  description = "Name of the bucket for lists of touches."
  type        = string
  nullable    = false
}

module "attribution" {
  source = "../.." # outside of this repository: its git address, as in the README

  name_prefix             = "every-source"
  cognito_user_pool_id    = var.user_pool_id
  app_client_ids          = { web = var.app_client_id }
  pinpoint_application_id = var.pinpoint_application_id

  sources = {
    pinpoint_journey  = true
    pinpoint_campaign = true
    pinpoint_events   = { stream_arn = var.pinpoint_stream_arn }
    connect_journey   = { instance_arn = var.connect_instance_arn }
    ses               = { configuration_sets = [var.configuration_set] }
    sms               = { topic_arns = var.sms_topic_arns, feedback = true }
    journey_touch     = {}
    direct            = { s3_bucket = var.bucket, s3_prefix = "touches/" }
  }
}

output "tagging_function_arn" {
  description = "What journeys and campaigns call, and what takes lists by invocation."
  value       = module.attribution.tagging_function_arn
}

output "event_bus_name" {
  description = "Bus for the events \"Journey Touch\"."
  value       = module.attribution.event_bus_name
}

output "back_fill_function_name" {
  description = "What takes lists from the bucket."
  value       = module.attribution.back_fill_function_name
}
