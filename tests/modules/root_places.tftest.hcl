# What a source names must be where this module is: each run names one thing in another Region or account.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "stream_in_another_region" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-2:111122223333:stream/pinpoint" } }
  }

  expect_failures = [aws_lambda_event_source_mapping.kinesis]
}

run "stream_in_another_account" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:444455556666:stream/pinpoint" } }
  }

  expect_failures = [aws_lambda_event_source_mapping.kinesis]
}

run "table_of_endpoints_in_another_region" {
  command = plan

  variables {
    sources = { pinpoint_events = {
      stream_arn          = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint"
      endpoints_table_arn = "arn:aws:dynamodb:eu-west-2:111122223333:table/endpoints"
    } }
  }

  expect_failures = [aws_lambda_event_source_mapping.kinesis]
}

run "table_of_endpoints_in_another_account" {
  command = plan

  variables {
    sources = { pinpoint_events = {
      stream_arn          = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint"
      endpoints_table_arn = "arn:aws:dynamodb:eu-west-1:444455556666:table/endpoints"
    } }
  }

  expect_failures = [aws_lambda_event_source_mapping.kinesis]
}

run "instance_in_another_region" {
  command = plan

  variables {
    sources = { connect_journey = { instance_arn = "arn:aws:connect:eu-west-2:111122223333:instance/0a1b" } }
  }

  expect_failures = [aws_lambda_permission.connect]
}

run "instance_in_another_account" {
  command = plan

  variables {
    sources = { connect_journey = { instance_arn = "arn:aws:connect:eu-west-1:444455556666:instance/0a1b", limit_to_instance = false } }
  }

  expect_failures = [aws_lambda_permission.connect]
}
