# Who sends what: nobody sends anything new; the lake of a Pinpoint project is there, and is read.
# To set up there: a QuickSight subscription, whose role gets the policy quicksight_access_policy_json.
# What arrives: five views, a dashboard in QuickSight, and a row per day, channel and campaign in daily_engagement.

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

module "dashboard" {
  source = "../../modules/events-dashboard"

  name_prefix    = "reports"
  backend        = "pinpoint"
  database_name  = "shop_due_eventdb"
  workgroup_name = "shop-due_eventdb"
  lake_bucket    = "shop-due-111122223333-eu-west-1"

  daily_summary_enabled = true
  quicksight_enabled    = true
  quicksight_principals = [
    { arn = "arn:aws:quicksight:eu-west-1:111122223333:group/default/marketing", access = "manage" },
  ]
}

# Somebody reads that a day has no numbers.
resource "aws_sns_topic_subscription" "operators" {
  topic_arn = module.dashboard.notice_topic_arn
  protocol  = "email"
  endpoint  = "operators@example.com"
}

output "dashboard_arn" {
  description = "ARN of the dashboard in QuickSight."
  value       = module.dashboard.dashboard_arn
}

output "quicksight_access_policy_json" {
  description = "What QuickSight's role needs."
  value       = module.dashboard.quicksight_access_policy_json
}
