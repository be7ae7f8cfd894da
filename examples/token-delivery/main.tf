# Who sends what: Cognito asks the token function at each sign-in and refresh, and puts its claim into the ID token.
# To set up there: nothing in the pool but this trigger; no attribute is written, so none is needed.
# What arrives: the claim custom:campaign, as old as the token: an hour, or the app client's id_token_validity.

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

resource "aws_cognito_user_pool" "members" {
  name = "members"

  username_configuration {
    case_sensitive = false # Ann and ann are one user
  }

  # The ARN is put together from names, so pool and function do not wait for each other.
  lambda_config {
    pre_token_generation = module.attribution.token_function_arn
  }
}

resource "aws_cognito_user_pool_client" "app" {
  name             = "app"
  user_pool_id     = aws_cognito_user_pool.members.id
  write_attributes = ["email"]
}

module "attribution" {
  source = "../.." # outside of this repository: its git address, as in the README

  name_prefix          = "token-delivery"
  cognito_user_pool_id = aws_cognito_user_pool.members.id
  app_client_ids       = { app = aws_cognito_user_pool_client.app.id }
  delivery             = { attribute = false, token = true }
  sources              = { direct = {} }
}

output "claim" {
  description = "What the app reads of the ID token; without it, or blank, there is no journey."
  value       = module.attribution.campaign_attribute
}

output "tagging_function_name" {
  description = "What takes touches."
  value       = module.attribution.tagging_function_name
}
