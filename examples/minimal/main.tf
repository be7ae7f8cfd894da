# Who sends what: a program of yours invokes the tagging function with a list of who met which journey.
# To set up there: lambda:InvokeFunction on tagging_function_name. In the app: read custom:campaign of the user.
# What arrives: {"touches": [{"username": "ann", "journey_id": "spring"}]}; Ann's attribute says spring for a week.

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

resource "aws_cognito_user_pool" "customers" {
  name = "customers"

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
  name             = "app"
  user_pool_id     = aws_cognito_user_pool.customers.id
  read_attributes  = ["email", "custom:campaign"]
  write_attributes = ["email"] # without a list, a customer could write the journey that gets the credit
}

module "attribution" {
  source = "../.." # outside of this repository: its git address, as in the README

  cognito_user_pool_id = aws_cognito_user_pool.customers.id
  app_client_ids       = { app = aws_cognito_user_pool_client.app.id }
  sources              = { direct = {} }
}

output "user_pool_id" {
  description = "Id of the pool, for the app and for whoever adds users."
  value       = aws_cognito_user_pool.customers.id
}

output "tagging_function_name" {
  description = "What takes touches."
  value       = module.attribution.tagging_function_name
}

output "dashboard_name" {
  description = "Where to look at what happens."
  value       = module.attribution.dashboard_name
}
