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
  lookback_window_days    = var.lookback_seconds / 86400
  delivery                = { token = each.value.token }
  tags                    = { project = each.key }
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
