# Who sends what: each project's systems put events "Journey Touch" onto the bus of their project.
# To set up there: events:PutEvents on that bus. A project more: an entry in local.projects.
# What arrives: touches of a project in its own table and pool; all of them share Cognito's quota of writes.

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

locals {
  # The key is in every name: renaming a project replaces all that it has, its table and pool included.
  projects = {
    shop   = { lookback_window_days = 14, cost_center = "4711" }
    travel = { lookback_window_days = 60, cost_center = "4712" }
  }

  # Of the 25 writes a second that Cognito allows in an account and Region; the rest is for sign-ups and others.
  cognito_update_rate = 20
}

resource "aws_cognito_user_pool" "customers" {
  for_each = local.projects

  name = "customers-${each.key}"

  username_configuration {
    case_sensitive = false # Ann and ann are one user
  }

  # Its type, mutability and length are permanent.
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

  name             = "app"
  user_pool_id     = aws_cognito_user_pool.customers[each.key].id
  read_attributes  = ["email", "custom:campaign"]
  write_attributes = ["email"] # without a list, a customer could write the journey that gets the credit
}

module "attribution" {
  source   = "../.." # outside of this repository: its git address, as in the README
  for_each = local.projects

  name_prefix          = "projects-${each.key}"
  cognito_user_pool_id = aws_cognito_user_pool.customers[each.key].id
  app_client_ids       = { app = aws_cognito_user_pool_client.app[each.key].id }
  lookback_window_days = each.value.lookback_window_days
  cognito_update_rate  = local.cognito_update_rate / length(local.projects)
  tags                 = { project = each.key, cost-center = each.value.cost_center }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    journey_touch     = {}
  }
}

output "projects" {
  description = "Of each project: the bus for its events, and its pool."
  value = {
    for name, attribution in module.attribution : name => {
      event_bus_name = attribution.event_bus_name
      user_pool_id   = aws_cognito_user_pool.customers[name].id
    }
  }
}
