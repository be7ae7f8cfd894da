# Every rule of every input of the root: what it refuses, and the edges of what it takes.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "alarm_topic_of_another_service" {
  command = plan

  variables {
    alarm_topic_arn = "arn:aws:sqs:eu-west-1:111122223333:on-call"
  }

  expect_failures = [var.alarm_topic_arn]
}

run "alarm_topic_by_name" {
  command = plan

  variables {
    alarm_topic_arn = "on-call"
  }

  expect_failures = [var.alarm_topic_arn]
}

run "app_client_without_id" {
  command = plan

  variables {
    app_client_ids = { web = null }
  }

  expect_failures = [var.app_client_ids]
}

run "app_client_by_arn" {
  command = plan

  variables {
    app_client_ids = { web = "arn:aws:cognito-idp:eu-west-1:111122223333:client/abc" }
  }

  expect_failures = [var.app_client_ids]
}

run "app_client_empty" {
  command = plan

  variables {
    app_client_ids = { web = "" }
  }

  expect_failures = [var.app_client_ids]
}

run "artifacts_bucket_by_arn" {
  command = plan

  variables {
    artifacts = { s3_bucket = "arn:aws:s3:::releases" }
  }

  expect_failures = [var.artifacts]
}

run "artifacts_bucket_empty" {
  command = plan

  variables {
    artifacts = { s3_bucket = "" }
  }

  expect_failures = [var.artifacts]
}

run "artifacts_prefix_without_slash" {
  command = plan

  variables {
    artifacts = { s3_bucket = "releases", s3_prefix = "1.0.0" }
  }

  expect_failures = [var.artifacts]
}

run "artifacts_prefix_that_begins_with_a_slash" {
  command = plan

  variables {
    artifacts = { s3_bucket = "releases", s3_prefix = "/1.0.0/" }
  }

  expect_failures = [var.artifacts]
}

run "campaign_attribute_with_custom" {
  command = plan

  variables {
    campaign_attribute = "custom:campaign"
  }

  expect_failures = [var.campaign_attribute]
}

run "campaign_attribute_empty" {
  command = plan

  variables {
    campaign_attribute = ""
  }

  expect_failures = [var.campaign_attribute]
}

run "campaign_attribute_too_long" {
  command = plan

  variables {
    campaign_attribute = "a23456789012345678901"
  }

  expect_failures = [var.campaign_attribute]
}

run "user_pool_by_name" {
  command = plan

  variables {
    cognito_user_pool_id = "customers"
  }

  expect_failures = [var.cognito_user_pool_id]
}

run "user_pool_by_arn" {
  command = plan

  variables {
    cognito_user_pool_id = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Fitting"
  }

  expect_failures = [var.cognito_user_pool_id]
}

run "cognito_never_written" {
  command = plan

  variables {
    cognito_update_rate = 0
  }

  expect_failures = [var.cognito_update_rate]
}

run "cognito_above_its_quota" {
  command = plan

  variables {
    cognito_update_rate = 25.1
  }

  expect_failures = [var.cognito_update_rate]
}

run "delivered_in_no_way" {
  command = plan

  variables {
    delivery = { attribute = false }
  }

  expect_failures = [var.delivery]
}

run "delivered_in_no_way_with_a_null" {
  command = plan

  variables {
    delivery = { attribute = false, token = null }
  }

  expect_failures = [var.delivery]
}

run "layer_without_version" {
  command = plan

  variables {
    dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared"
  }

  expect_failures = [var.dependencies_layer_arn]
}

run "layer_that_is_a_function" {
  command = plan

  variables {
    dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:function:shared"
  }

  expect_failures = [var.dependencies_layer_arn]
}

run "journey_window_of_zero" {
  command = plan

  variables {
    journey_lookback_days = { spring = 0 }
  }

  expect_failures = [var.journey_lookback_days]
}

run "journey_window_below_zero" {
  command = plan

  variables {
    journey_lookback_days = { spring = 1, autumn = -1 }
  }

  expect_failures = [var.journey_lookback_days]
}

run "journey_window_of_null" {
  command = plan

  variables {
    journey_lookback_days = { spring = null }
  }

  expect_failures = [var.journey_lookback_days]
}

run "journey_windows_beyond_the_environment" {
  command = plan

  variables {
    journey_lookback_days = { for number in range(100) : "a-journey-with-a-long-name-${number}" => 1 }
  }

  expect_failures = [var.journey_lookback_days]
}

run "key_by_alias" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/shop"
  }

  expect_failures = [var.kms_key_arn]
}

run "key_by_id" {
  command = plan

  variables {
    kms_key_arn = "0000-1111"
  }

  expect_failures = [var.kms_key_arn]
}

run "processor_unknown" {
  command = plan

  variables {
    lambda_architecture = "arm"
  }

  expect_failures = [var.lambda_architecture]
}

run "runtime_too_old" {
  command = plan

  variables {
    lambda_runtime = "python3.10"
  }

  expect_failures = [var.lambda_runtime]
}

run "runtime_of_another_language" {
  command = plan

  variables {
    lambda_runtime = "nodejs22.x"
  }

  expect_failures = [var.lambda_runtime]
}

run "log_level_in_lower_case" {
  command = plan

  variables {
    log_level = "info"
  }

  expect_failures = [var.log_level]
}

run "log_level_unknown" {
  command = plan

  variables {
    log_level = "TRACE"
  }

  expect_failures = [var.log_level]
}

run "retention_that_cloudwatch_has_not" {
  command = plan

  variables {
    log_retention_days = 31
  }

  expect_failures = [var.log_retention_days]
}

run "retention_for_ever" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "window_of_zero" {
  command = plan

  variables {
    lookback_window_days = 0
  }

  expect_failures = [var.lookback_window_days]
}

run "window_below_zero" {
  command = plan

  variables {
    lookback_window_days = -7
  }

  expect_failures = [var.lookback_window_days]
}

run "prefix_in_upper_case" {
  command = plan

  variables {
    name_prefix = "Shop"
  }

  expect_failures = [var.name_prefix]
}

run "prefix_that_begins_with_a_digit" {
  command = plan

  variables {
    name_prefix = "1shop"
  }

  expect_failures = [var.name_prefix]
}

run "prefix_of_one_letter" {
  command = plan

  variables {
    name_prefix = "s"
  }

  expect_failures = [var.name_prefix]
}

run "prefix_too_long" {
  command = plan

  variables {
    name_prefix = "a2345678901234567890123456789012"
  }

  expect_failures = [var.name_prefix]
}

run "prefix_with_underscore" {
  command = plan

  variables {
    name_prefix = "shop_spring"
  }

  expect_failures = [var.name_prefix]
}

run "boundary_that_is_a_role" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "project_by_arn" {
  command = plan

  variables {
    pinpoint_application_id = "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0123abcd"
  }

  expect_failures = [var.pinpoint_application_id]
}

run "project_empty" {
  command = plan

  variables {
    pinpoint_application_id = ""
  }

  expect_failures = [var.pinpoint_application_id]
}

run "no_source" {
  command = plan

  variables {
    sources = { pinpoint_journey = false, pinpoint_campaign = false }
  }

  expect_failures = [var.sources]
}

run "tag_of_aws" {
  command = plan

  variables {
    tags = { "aws:team" = "growth" }
  }

  expect_failures = [var.tags]
}

run "tag_of_aws_in_upper_case" {
  command = plan

  variables {
    tags = { "AWS:team" = "growth" }
  }

  expect_failures = [var.tags]
}

run "username_attribute_with_a_space" {
  command = plan

  variables {
    username_attribute = "user name"
  }

  expect_failures = [var.username_attribute]
}

run "username_attribute_empty" {
  command = plan

  variables {
    username_attribute = ""
  }

  expect_failures = [var.username_attribute]
}

run "username_attribute_too_long" {
  command = plan

  variables {
    username_attribute = "a23456789012345678901234567890123456789012345678901"
  }

  expect_failures = [var.username_attribute]
}

run "least_of_everything" {
  command = plan

  variables {
    app_client_ids          = { web = "safeclient" }
    artifacts               = { s3_bucket = "abc" }
    campaign_attribute      = "c"
    cognito_update_rate     = 0.1
    journey_lookback_days   = { a = 0.001 }
    lambda_architecture     = "x86_64"
    lambda_runtime          = "python3.11"
    log_level               = "DEBUG"
    log_retention_days      = 1
    lookback_window_days    = 0.0001
    name_prefix             = "ab"
    pinpoint_application_id = "a"
    username_attribute      = "u"
    delivery                = { attribute = false, token = true }
  }
}

run "most_of_everything" {
  command = plan

  variables {
    alarm_topic_arn          = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:on-call"
    artifacts                = { s3_bucket = "releases.of-the.shop", s3_prefix = "journeys/1.0.0/" }
    campaign_attribute       = "A_b.c-d8901234567890"
    cognito_update_rate      = 25
    dependencies_layer_arn   = "arn:aws-cn:lambda:cn-north-1:111122223333:layer:shared_1:12"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/mrk-0000"
    lambda_runtime           = "python3.14"
    log_level                = "CRITICAL"
    log_retention_days       = 3653
    lookback_window_days     = 36500
    name_prefix              = "a234567890-2345678901234567890-"
    permissions_boundary_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
    pinpoint_application_id  = "0f3c9d1e-7b5a-4c2d-8e6f-1a2b3c4d5e6f"
    username_attribute       = "a2345678901234567890123456789012345678901234567890"
    delivery                 = { attribute = false, token = true }
  }
}
