# Who sends what: SES tells of clicked emails, the app of its purchases, and the table's stream of every touch.
# To set up there: emails with this configuration set and the tags "campaign" and "username"; the app's role.
# What arrives: ledger, events of the app and of emails in two lakes, and in journey_roi what each journey earned.

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

locals {
  name_prefix       = "roi-of-emails"
  configuration_set = "journeys-with-roi"

  buses = "arn:aws:events:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:event-bus"
}

module "attribution" {
  source = "../.."

  name_prefix          = local.name_prefix
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    ses               = { configuration_sets = [local.configuration_set] }
  }
}

module "emails" {
  source = "../../modules/ses-events-database"

  name_prefix                = local.name_prefix
  new_configuration_set_name = local.configuration_set
}

module "analytics" {
  source = "../../modules/journey-analytics"

  name_prefix        = local.name_prefix
  touches_stream_arn = module.attribution.stream_arn
  ses_database_name  = module.emails.database_name
  reporting_currency = "EUR"
}

# The module sends the set's events to the lake; the attribution hears of them over EventBridge.
resource "aws_sesv2_configuration_set_event_destination" "interactions" {
  configuration_set_name = one(module.emails.configuration_set_names)
  event_destination_name = "attribution"

  event_destination {
    enabled              = true
    matching_event_types = ["CLICK", "OPEN"]

    event_bridge_destination {
      event_bus_arn = "${local.buses}/default" # SES takes no other
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

# What counts as a conversion. Files of costs and rates go beside it, by whoever knows them.
resource "aws_s3_object" "conversion_events" {
  bucket       = module.analytics.bucket
  key          = "config/conversion_events/conversion_events.csv"
  content_type = "text/csv"
  content      = <<-EOT
    event_type,value_metric,currency,currency_attribute
    purchase,value,EUR,currency
    sign_up,,,
  EOT

  # S3 takes 10 tags on an object: those of all resources may be more.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}

# For the role that the identity pool gives to signed-in users.
resource "aws_iam_policy" "app" {
  name   = "${local.name_prefix}-record-events"
  policy = module.analytics.app_policy_json
}

output "events_stream_name" {
  description = "Where the app sends its events."
  value       = module.analytics.events_stream_name
}

output "workgroup_name" {
  description = "Where to query, such as SELECT * FROM journey_roi."
  value       = module.analytics.workgroup_name
}
