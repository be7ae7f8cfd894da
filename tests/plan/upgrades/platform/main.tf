# What is deployed where an update is tried: two projects, analytics, lakes, and systems with queues and streams. It has
# to hold an instance of whatever has moved. Only inputs that the recorded revisions know, too.

locals {
  projects = {
    shop   = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    travel = "1a2b3c4d5e6f0f3c9d1e7b5a4c2d8e6f"
  }
  artifacts = { s3_bucket = "releases" }
  tags      = { team = "growth" }
}

resource "aws_sesv2_email_identity" "mail" {
  email_identity = "shop.example"
}

resource "aws_ses_receipt_rule_set" "mail" {
  rule_set_name = "shop"
}

module "attribution" {
  source   = "../../../.."
  for_each = local.projects

  name_prefix             = each.key
  tags                    = local.tags
  artifacts               = local.artifacts
  cognito_user_pool_id    = var.user_pool_id
  app_client_ids          = { web = var.app_client_id }
  cognito_update_rate     = 10
  delivery                = { attribute = true, token = true }
  pinpoint_application_id = each.value

  sources = {
    ses           = { configuration_sets = ["${each.key}-news"] }
    journey_touch = { event_sources = ["${each.key}.newsletter"] }
    direct        = { s3_bucket = "${each.key}-lists" }
  }
}

module "analytics" {
  source = "../../../../modules/journey-analytics"

  name_prefix        = "shop-roi"
  tags               = local.tags
  artifacts          = local.artifacts
  touches_stream_arn = module.attribution["shop"].stream_arn
}

module "texts" {
  source = "../../../../modules/sms-events-database"

  name_prefix             = "shop-texts"
  tags                    = local.tags
  artifacts               = local.artifacts
  configuration_set_name  = "shop-texts"
  event_destination_added = true
  mask_phone_numbers      = true
}

module "engagement" {
  source = "../../../../modules/pinpoint-events-database"

  name_prefix               = "shop-engagement"
  tags                      = local.tags
  backend                   = "pinpoint"
  pinpoint_application_name = "shop-engagement"
}

module "dashboard" {
  source = "../../../../modules/events-dashboard"

  name_prefix           = "shop-dashboard"
  tags                  = local.tags
  backend               = "pinpoint"
  database_name         = module.engagement.database_name
  workgroup_name        = module.engagement.workgroup_name
  lake_bucket           = module.engagement.bucket
  daily_summary_enabled = true
}

module "bounces" {
  source = "../../../../modules/ses-event-processing"

  name_prefix             = "shop-bounces"
  tags                    = local.tags
  artifacts               = local.artifacts
  configuration_set_names = ["shop-mail"]
}

module "replies" {
  source = "../../../../modules/ses-auto-reply"

  name_prefix           = "shop-replies"
  tags                  = local.tags
  artifacts             = local.artifacts
  rule_set_name         = aws_ses_receipt_rule_set.mail.rule_set_name
  sending_identity_arns = [aws_sesv2_email_identity.mail.arn]
  template_name         = "nobody-reads"
}

module "reports" {
  source = "../../../../modules/ses-vdm-stat-export"

  name_prefix = "shop-reports"
  tags        = local.tags
  artifacts   = local.artifacts
}

module "segmentation" {
  source = "../../../../modules/event-based-segmentation"

  name_prefix               = "shop-segments"
  tags                      = local.tags
  artifacts                 = local.artifacts
  backend                   = "pinpoint"
  pinpoint_application_name = "shop-segments"
}

module "content" {
  source = "../../../../modules/simple-cms"

  name_prefix        = "shop-content"
  tags               = local.tags
  artifacts          = local.artifacts
  acknowledge_public = true
  auto_invalidate    = true
}
