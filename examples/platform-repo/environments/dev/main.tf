# The marketing projects of this environment: a map in terraform.tfvars, and a module block for each Region we are in.

terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Made by ../../bootstrap.
  backend "s3" {
    bucket              = "example-terraform-dev"
    key                 = "journey-attribution.tfstate"
    region              = "eu-west-1"
    allowed_account_ids = ["111122223333"]
    use_lockfile        = true
    encrypt             = true
  }
}

# An alias for each Region, and none without: a module block that forgets to say where it lives is refused.
provider "aws" {
  alias               = "eu_west_1"
  region              = "eu-west-1"
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = { environment = var.environment, owner = "marketing-platform", repository = "platform" }

  regions = ["eu-west-1", "us-east-1"]
  projects_of = {
    for region in local.regions : region => { for key, one in var.projects : key => one if one.region == region }
  }
  # Cognito's quota of 25 attribute writes a second is per account and Region: the projects that write share 20 of them.
  # More than 20 such projects leave less than 1 to each, which the module refuses: let some deliver by token.
  writing = {
    for region, projects in local.projects_of : region => [for one in values(projects) : one if one.delivery.attribute]
  }
  update_rate = { for region, projects in local.writing : region => floor(20 / max(1, length(projects))) }
}

module "eu_west_1" {
  source    = "git::ssh://git@git.example.com/platform/journey-attribution.git?ref=v0.1.0"
  for_each  = local.projects_of["eu-west-1"]
  providers = { aws = aws.eu_west_1 }

  name_prefix              = "attribution-${each.key}"
  cognito_user_pool_id     = each.value.user_pool_id
  app_client_ids           = each.value.app_client_ids
  pinpoint_application_id  = each.value.pinpoint_application_id
  lookback_window_days     = each.value.lookback_window_days
  delivery                 = each.value.delivery
  cognito_update_rate      = local.update_rate["eu-west-1"]
  alarm_topic_arn          = var.alarm_topic_arns["eu-west-1"]
  permissions_boundary_arn = var.permissions_boundary_arn
  deletion_protection      = var.deletion_protection
  tags                     = { project = each.key }
}

module "us_east_1" {
  source    = "git::ssh://git@git.example.com/platform/journey-attribution.git?ref=v0.1.0"
  for_each  = local.projects_of["us-east-1"]
  providers = { aws = aws.us_east_1 }

  name_prefix              = "attribution-${each.key}"
  cognito_user_pool_id     = each.value.user_pool_id
  app_client_ids           = each.value.app_client_ids
  pinpoint_application_id  = each.value.pinpoint_application_id
  lookback_window_days     = each.value.lookback_window_days
  delivery                 = each.value.delivery
  cognito_update_rate      = local.update_rate["us-east-1"]
  alarm_topic_arn          = var.alarm_topic_arns["us-east-1"]
  permissions_boundary_arn = var.permissions_boundary_arn
  deletion_protection      = var.deletion_protection
  tags                     = { project = each.key }
}

output "projects" {
  description = "What a project's people need: the function that journeys call, the app's attribute, the dashboard."
  value = {
    for key, deployed in merge(module.eu_west_1, module.us_east_1) : key => {
      tagging_function_name = deployed.tagging_function_name
      campaign_attribute    = deployed.campaign_attribute
      token_function_arn    = deployed.token_function_arn
      dashboard_name        = deployed.dashboard_name
    }
  }
}
