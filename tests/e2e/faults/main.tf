# One marketing project with both deliveries, behind the fault-injecting proxy.

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

variable "flash_seconds" {
  description = "The lookback window of the journey `flash`, short enough to end within a test."
  type        = number
}

resource "aws_cognito_user_pool" "customers" {
  name = "faults-customers"

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
  name                = "faults-app"
  user_pool_id        = aws_cognito_user_pool.customers.id
  explicit_auth_flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  read_attributes     = ["custom:campaign"]
  write_attributes    = ["name"]
}

module "attribution" {
  source = "../../.."

  name_prefix             = "faults"
  cognito_user_pool_id    = aws_cognito_user_pool.customers.id
  pinpoint_application_id = "faults-application"
  app_client_ids          = { app = aws_cognito_user_pool_client.app.id }
  journey_lookback_days   = { flash = var.flash_seconds / 86400 }
  delivery                = { attribute = true, token = true }
}

output "project" {
  description = "What the tests need."
  value = {
    attribution  = module.attribution
    user_pool_id = aws_cognito_user_pool.customers.id
    client_id    = aws_cognito_user_pool_client.app.id
  }
}
