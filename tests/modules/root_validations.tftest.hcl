# Every rule of every input of the root. A run gives many inputs a bad value each, and each must be refused.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "arns_of_something_else" {
  command = plan

  variables {
    alarm_topic_arn          = "arn:aws:sqs:eu-west-1:111122223333:on-call"
    app_client_ids           = { web = "arn:aws:cognito-idp:eu-west-1:111122223333:client/abc" }
    artifacts                = { s3_bucket = "arn:aws:s3:::releases" }
    cognito_user_pool_id     = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Fitting"
    dependencies_layer_arn   = "arn:aws:lambda:eu-west-1:111122223333:function:shared"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:alias/shop"
    permissions_boundary_arn = "arn:aws:iam::111122223333:role/boundary"
    pinpoint_application_id  = "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0123abcd"
  }

  expect_failures = [
    var.alarm_topic_arn,
    var.app_client_ids,
    var.artifacts,
    var.cognito_user_pool_id,
    var.dependencies_layer_arn,
    var.kms_key_arn,
    var.permissions_boundary_arn,
    var.pinpoint_application_id,
  ]
}

run "names_where_ids_and_arns_belong" {
  command = plan

  variables {
    alarm_topic_arn          = "on-call"
    artifacts                = { s3_bucket = "releases", s3_prefix = "1.0.0" }
    campaign_attribute       = "custom:campaign"
    cognito_user_pool_id     = "customers"
    dependencies_layer_arn   = "arn:aws:lambda:eu-west-1:111122223333:layer:without-version"
    kms_key_arn              = "0000-1111"
    lambda_architecture      = "arm"
    lambda_runtime           = "nodejs22.x"
    log_level                = "info"
    name_prefix              = "shop_spring"
    permissions_boundary_arn = "boundary"
    pinpoint_application_id  = "Spring welcome"
    tags                     = { "aws:team" = "growth" }
    username_attribute       = "user name"
  }

  expect_failures = [
    var.alarm_topic_arn,
    var.artifacts,
    var.campaign_attribute,
    var.cognito_user_pool_id,
    var.dependencies_layer_arn,
    var.kms_key_arn,
    var.lambda_architecture,
    var.lambda_runtime,
    var.log_level,
    var.name_prefix,
    var.permissions_boundary_arn,
    var.pinpoint_application_id,
    var.tags,
    var.username_attribute,
  ]
}

run "empty_and_zero" {
  command = plan

  variables {
    alarm_thresholds         = { inbox_minutes = 0 }
    alarm_topic_arn          = ""
    app_client_ids           = { web = "" }
    artifacts                = { s3_bucket = "" }
    campaign_attribute       = ""
    cognito_update_rate      = 0
    cognito_user_pool_id     = ""
    delivery                 = { attribute = false }
    dependencies_layer_arn   = ""
    journey_lookback_days    = { spring = 1, autumn = 0 }
    journey_names            = { "0a1b" = "Spring", "" = "Autumn" }
    kms_key_arn              = ""
    lambda_architecture      = ""
    lambda_runtime           = ""
    log_level                = ""
    log_retention_days       = 0
    lookback_window_days     = 0
    name_prefix              = ""
    permissions_boundary_arn = ""
    pinpoint_application_id  = ""
    sources                  = { pinpoint_journey = false, pinpoint_campaign = false }
    username_attribute       = ""
  }

  expect_failures = [
    var.alarm_thresholds,
    var.alarm_topic_arn,
    var.app_client_ids,
    var.artifacts,
    var.campaign_attribute,
    var.cognito_update_rate,
    var.cognito_user_pool_id,
    var.delivery,
    var.dependencies_layer_arn,
    var.journey_lookback_days,
    var.journey_names,
    var.kms_key_arn,
    var.lambda_architecture,
    var.lambda_runtime,
    var.log_level,
    var.log_retention_days,
    var.lookback_window_days,
    var.name_prefix,
    var.permissions_boundary_arn,
    var.pinpoint_application_id,
    var.sources,
    var.username_attribute,
  ]
}

run "below_what_is_possible" {
  command = plan

  variables {
    artifacts             = { s3_bucket = "ab" }
    alarm_thresholds      = { backlog_hours = -1 }
    cognito_update_rate   = -1
    journey_lookback_days = { spring = -1 }
    journey_names         = { "0a1b" = "Spring", "2c3d" = " " }
    lambda_runtime        = "python3.10"
    log_level             = "TRACE"
    log_retention_days    = -1
    lookback_window_days  = -0.5
    name_prefix           = "s"
  }

  expect_failures = [
    var.alarm_thresholds,
    var.artifacts,
    var.cognito_update_rate,
    var.journey_lookback_days,
    var.journey_names,
    var.lambda_runtime,
    var.log_level,
    var.log_retention_days,
    var.lookback_window_days,
    var.name_prefix,
  ]
}

run "above_what_is_possible" {
  command = plan

  variables {
    app_client_ids          = { web = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
    alarm_thresholds        = { stream_age_minutes = 301 }
    artifacts               = { s3_bucket = "releases", s3_prefix = "/1.0.0/" }
    campaign_attribute      = "a23456789012345678901"
    cognito_update_rate     = 25.1
    journey_lookback_days   = { for number in range(100) : "a-journey-with-a-long-name-${number}" => 1 }
    journey_names           = { for number in range(100) : "id-${number}" => "A journey with a long name" }
    log_retention_days      = 3654
    name_prefix             = "a2345678901234567890123456789012"
    pinpoint_application_id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    tags                    = { "AWS:team" = "growth" }
    username_attribute      = format("%0256d", 0)
  }

  expect_failures = [
    var.alarm_thresholds,
    var.app_client_ids,
    var.artifacts,
    var.campaign_attribute,
    var.cognito_update_rate,
    var.journey_lookback_days,
    var.journey_names,
    var.log_retention_days,
    var.name_prefix,
    var.pinpoint_application_id,
    var.tags,
    var.username_attribute,
  ]
}

run "nulls_inside_and_the_rest" {
  command = plan

  variables {
    alarm_thresholds      = { kinesis_age_minutes = 1381 }
    app_client_ids        = { web = null }
    delivery              = { attribute = false, token = null }
    journey_lookback_days = { spring = null }
    journey_names         = { "0a1b" = null }
    lambda_runtime        = "python3.13.1"
    log_retention_days    = 31
    name_prefix           = "Shop"
  }

  expect_failures = [
    var.alarm_thresholds,
    var.app_client_ids,
    var.delivery,
    var.journey_lookback_days,
    var.journey_names,
    var.lambda_runtime,
    var.log_retention_days,
    var.name_prefix,
  ]
}

run "the_least_that_is_taken" {
  command = plan

  variables {
    artifacts               = { s3_bucket = "abc" }
    campaign_attribute      = "c"
    cognito_update_rate     = 1
    cognito_user_pool_id    = "eu-west-1_F"
    delivery                = { attribute = false, token = true }
    journey_lookback_days   = { a = 0.001 }
    journey_names           = { a = "b" }
    lambda_architecture     = "x86_64"
    lambda_runtime          = "python3.11"
    log_level               = "DEBUG"
    log_retention_days      = 1
    lookback_window_days    = 0.0001
    name_prefix             = "ab"
    pinpoint_application_id = "a"
    username_attribute      = "u"
  }
}

run "the_most_that_is_taken" {
  command = plan

  variables {
    alarm_thresholds         = { kinesis_age_minutes = 1380 }
    alarm_topic_arn          = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:on-call"
    artifacts                = { s3_bucket = "releases.of-the.shop", s3_prefix = "journeys/1.0.0/" }
    campaign_attribute       = "A_b.c-d8901234567890"
    cognito_update_rate      = 25
    delivery                 = { attribute = false, token = true }
    dependencies_layer_arn   = "arn:aws-cn:lambda:cn-north-1:111122223333:layer:shared_1:12"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/mrk-0000"
    log_level                = "CRITICAL"
    log_retention_days       = 3653
    lookback_window_days     = 36500
    name_prefix              = "a234567890-2345678901234567890-"
    permissions_boundary_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
    pinpoint_application_id  = "0f3c9d1e-7b5a-4c2d-8e6f-1a2b3c4d5e6f"
    username_attribute       = format("%0255d", 0)
  }
}
