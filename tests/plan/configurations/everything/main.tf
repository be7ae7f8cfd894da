# Every switch on, every choice made.

locals {
  given = {
    name_prefixes            = ["shop"]
    tags                     = { team = "growth", cost-center = "4711" }
    permissions_boundary_arn = "arn:aws:iam::000000000000:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:us-east-1:000000000000:on-call"
    kms_key_arn              = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"
    log_retention_days       = 90
  }
}

module "attribution" {
  source = "../../../.."

  name_prefix              = local.given.name_prefixes[0]
  tags                     = local.given.tags
  permissions_boundary_arn = local.given.permissions_boundary_arn
  alarm_topic_arn          = local.given.alarm_topic_arn
  kms_key_arn              = local.given.kms_key_arn
  log_retention_days       = local.given.log_retention_days

  cognito_user_pool_id    = var.user_pool_id
  app_client_ids          = { web = var.app_client_id }
  artifacts               = { s3_bucket = "releases", s3_prefix = "journey-attribution/0.1.0/" }
  cognito_update_rate     = 12.5
  deletion_protection     = true
  delivery                = { attribute = true, token = true }
  journey_names           = { "0a1b2c3d" = "Frühling & mehr" }
  journey_lookback_days   = { spring_welcome = 14, "Flash sale" = 0.25 }
  lambda_architecture     = "x86_64"
  lambda_runtime          = "python3.12"
  log_level               = "DEBUG"
  lookback_window_days    = 3.5
  pinpoint_application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
  username_attribute      = null
  username_case_sensitive = true

  sources = {
    pinpoint_journey  = true
    pinpoint_campaign = true
    pinpoint_events = {
      stream_arn          = "arn:aws:kinesis:us-east-1:000000000000:stream/pinpoint"
      event_types         = ["_email.click"]
      endpoints_table_arn = "arn:aws:dynamodb:us-east-1:000000000000:table/endpoints"
      kms_key_arn         = "arn:aws:kms:us-east-1:000000000000:key/66666666-7777-8888-9999-000000000000"

      endpoints_table_kms_key_arn = "arn:aws:kms:us-east-1:000000000000:key/77777777-8888-9999-0000-111111111111"
    }
    connect_journey = { instance_arn = "arn:aws:connect:us-east-1:000000000000:instance/0a1b2c3d", limit_to_instance = false }
    ses             = { configuration_sets = ["journeys"], events = ["Click"] }
    sms = {
      topic_arns = {
        events  = "arn:aws:sns:us-east-1:000000000000:sms-events"
        replies = "arn:aws:sns:us-east-1:000000000000:sms-replies"
      }
      feedback = true
    }
    journey_touch = { event_sources = ["shop.newsletter"] }
    direct        = { s3_bucket = "back-fills", s3_prefix = "touches/" }
  }
}

output "attribution" {
  value = module.attribution
}

output "given" {
  description = "What the rules look for in every resource."
  value       = local.given
}
