# One marketing project for fault tests and benchmarks: a pool of customers, both deliveries, one short window.

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

variable "name_prefix" {
  description = "Beginning of every name."
  type        = string
}

variable "pinpoint_application_id" {
  description = "Id of the Pinpoint project whose journeys are looked up."
  type        = string
}

variable "flash_seconds" {
  description = "The lookback window of the journey `flash`; the others never end meanwhile."
  type        = number
}

resource "aws_cognito_user_pool" "customers" {
  name = "${var.name_prefix}-customers"

  username_configuration {
    case_sensitive = false
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
  name                = "${var.name_prefix}-app"
  user_pool_id        = aws_cognito_user_pool.customers.id
  explicit_auth_flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  read_attributes     = ["custom:campaign"]
  write_attributes    = ["name"]
}

module "attribution" {
  source = "../.."

  name_prefix             = var.name_prefix
  cognito_user_pool_id    = aws_cognito_user_pool.customers.id
  pinpoint_application_id = var.pinpoint_application_id
  app_client_ids          = { app = aws_cognito_user_pool_client.app.id }
  journey_lookback_days   = { flash = var.flash_seconds / 86400 }
  delivery                = { attribute = true, token = true }
}

output "attribution" {
  description = "The outputs of the module."
  value       = module.attribution
}

output "user_pool_id" {
  description = "Id of the pool."
  value       = aws_cognito_user_pool.customers.id
}

output "client_id" {
  description = "Id of its app client."
  value       = aws_cognito_user_pool_client.app.id
}
