# Every lake of the catalogue in one account and Region: those of emails and texts twice, beside each other.

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

variable "artifacts_bucket" {
  description = "A bucket with the zips: from there functions are created side by side, from files one after another."
  type        = string
}

variable "lookback_days" {
  description = "The lookback window."
  type        = number
}

variable "pinpoint_application_id" {
  description = "The Pinpoint project whose journeys tag, and whose events are stored."
  type        = string
}

locals {
  artifacts = { s3_bucket = var.artifacts_bucket }
}

resource "aws_cognito_user_pool" "customers" {
  name = "lakes-customers"

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

module "attribution" {
  source = "../../.."

  name_prefix             = "lakes"
  cognito_user_pool_id    = aws_cognito_user_pool.customers.id
  pinpoint_application_id = var.pinpoint_application_id
  lookback_window_days    = var.lookback_days
  sources                 = { direct = {} }
  artifacts               = local.artifacts
}

module "analytics" {
  source = "../../../modules/journey-analytics"

  name_prefix            = "lakes-roi"
  touches_stream_arn     = module.attribution.stream_arn
  ses_database_name      = module.emails["shop"].database_name
  sms_database_name      = module.texts["shop"].database_name
  pinpoint_database_name = module.project.database_name
  reporting_currency     = "EUR"
  artifacts              = local.artifacts
}

# Two instances, which must not see each other's events.
module "emails" {
  source   = "../../../modules/ses-events-database"
  for_each = toset(["shop", "travel"])

  name_prefix                = "${each.key}-emails"
  new_configuration_set_name = "${each.key}-journeys"
}

# The emulator makes no configuration set of texts, so whoever sends them adds the destination.
module "texts" {
  source   = "../../../modules/sms-events-database"
  for_each = { shop = true, travel = false }

  name_prefix             = "${each.key}-texts"
  configuration_set_name  = "${each.key}-texts"
  event_destination_added = true
  mask_phone_numbers      = each.value
  artifacts               = local.artifacts
}

module "project" {
  source = "../../../modules/pinpoint-events-database"

  name_prefix             = "lakes-project"
  backend                 = "pinpoint"
  pinpoint_application_id = var.pinpoint_application_id
}

module "engagement" {
  source = "../../../modules/pinpoint-events-database"

  name_prefix       = "lakes-living"
  ses_database_name = module.emails["shop"].database_name
  sms_database_name = module.texts["shop"].database_name
  force_destroy     = true
}

module "dashboard" {
  source = "../../../modules/events-dashboard"

  name_prefix       = "lakes-dashboard"
  database_name     = module.engagement.database_name
  workgroup_name    = module.engagement.workgroup_name
  lake_bucket       = module.engagement.bucket
  ses_database_name = module.emails["shop"].database_name
  sms_database_name = module.texts["shop"].database_name
  event_buckets     = [module.emails["shop"].bucket, module.texts["shop"].bucket]
}

output "attribution" {
  description = "What tags, and the table."
  value = {
    outputs      = module.attribution
    user_pool_id = aws_cognito_user_pool.customers.id
  }
}

output "lakes" {
  description = "Each lake's outputs, by a name of this configuration."
  value = {
    analytics     = module.analytics
    shop_emails   = module.emails["shop"]
    travel_emails = module.emails["travel"]
    shop_texts    = module.texts["shop"]
    travel_texts  = module.texts["travel"]
    project       = module.project
    living        = module.engagement
  }
}
