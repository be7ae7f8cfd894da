# Two marketing projects side by side: one account, one Region, the module twice.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "lookback_seconds" {
  description = "The lookback window of both projects."
  type        = number
}

variable "artifacts_bucket" {
  description = "A bucket with the zips: from there functions are created side by side, from files one after another."
  type        = string
}

locals {
  projects = {
    shop   = { pinpoint_application_id = "shop-application", token = true }
    travel = { pinpoint_application_id = "travel-application", token = false }
  }
}

resource "aws_cognito_user_pool" "customers" {
  for_each = local.projects

  name = "${each.key}-customers"

  username_configuration {
    case_sensitive = false
  }

  # The pool needs the function's ARN, the function the pool's id. The key is a literal: with each.key the pool
  # would depend on all of the module.
  dynamic "lambda_config" {
    for_each = each.value.token ? [module.attribution["shop"].token_function_arn] : []

    content {
      pre_token_generation = lambda_config.value
    }
  }

  schema {
    name                     = "campaign"
    attribute_data_type      = "String"
    mutable                  = true
    developer_only_attribute = false
    required                 = false

    string_attribute_constraints {
      min_length = 0
      max_length = 256
    }
  }
}

resource "aws_cognito_user_pool_client" "app" {
  for_each = local.projects

  name                = "${each.key}-app"
  user_pool_id        = aws_cognito_user_pool.customers[each.key].id
  explicit_auth_flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  read_attributes     = ["custom:campaign"]
  write_attributes    = ["name"]
}

module "attribution" {
  source   = "../../.."
  for_each = local.projects

  name_prefix             = each.key
  cognito_user_pool_id    = aws_cognito_user_pool.customers[each.key].id
  pinpoint_application_id = each.value.pinpoint_application_id
  app_client_ids          = { app = aws_cognito_user_pool_client.app[each.key].id }
  sources                 = local.sources[each.key]
  lookback_window_days    = var.lookback_seconds / 86400
  delivery                = { token = each.value.token }
  artifacts               = { s3_bucket = var.artifacts_bucket }
  tags                    = { project = each.key }
}

# shop has every source; travel has two, to show that events do not cross over.
locals {
  sources = {
    shop = {
      pinpoint_events = { stream_arn = aws_kinesis_stream.pinpoint_events.arn }
      connect_journey = { instance_arn = "arn:aws:connect:us-east-1:000000000000:instance/c8c0e68d-0000-4265-82c0-000000000000" }
      ses             = { configuration_sets = [aws_sesv2_configuration_set.journeys["shop"].configuration_set_name] }
      sms             = { topic_arns = { for name, topic in aws_sns_topic.sms : name => topic.arn }, feedback = true }
      journey_touch   = {}
      direct          = { s3_bucket = aws_s3_bucket.lists.bucket, s3_prefix = "touches/" }
    }
    travel = {
      ses           = { configuration_sets = [aws_sesv2_configuration_set.journeys["travel"].configuration_set_name] }
      journey_touch = {}
    }
  }
}

resource "aws_kinesis_stream" "pinpoint_events" {
  name        = "shop-pinpoint-events"
  shard_count = 1
}

resource "aws_sns_topic" "sms" {
  for_each = toset(["events", "replies"])

  name = "shop-sms-${each.key}"
}

resource "aws_s3_bucket" "lists" {
  bucket        = "shop-lists"
  force_destroy = true
}

resource "aws_sesv2_configuration_set" "journeys" {
  for_each = local.projects

  configuration_set_name = "${each.key}-journeys"
}

resource "aws_sesv2_configuration_set_event_destination" "bus" {
  for_each = local.projects

  configuration_set_name = aws_sesv2_configuration_set.journeys[each.key].configuration_set_name
  event_destination_name = "bus"

  event_destination {
    enabled              = true
    matching_event_types = ["SEND", "OPEN", "CLICK"]

    event_bridge_destination {
      event_bus_arn = "arn:aws:events:us-east-1:000000000000:event-bus/default"
    }
  }
}

output "topic_arns" {
  description = "Where the text messages' events and replies go."
  value       = { for name, topic in aws_sns_topic.sms : name => topic.arn }
}

output "stream_name" {
  description = "The Kinesis stream of Pinpoint's events."
  value       = aws_kinesis_stream.pinpoint_events.name
}

output "bucket" {
  description = "Where lists for the back-fill lie."
  value       = aws_s3_bucket.lists.bucket
}

output "projects" {
  description = "What the tests need of each project."
  value = {
    for name, attribution in module.attribution : name => {
      attribution  = attribution
      user_pool_id = aws_cognito_user_pool.customers[name].id
      client_id    = aws_cognito_user_pool_client.app[name].id
    }
  }
}
