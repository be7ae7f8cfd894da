# What the mocked provider answers: a fitting user pool with one safe app client, and well-formed ARNs.

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "111122223333"
  }
}

mock_data "aws_partition" {
  defaults = {
    partition = "aws"
  }
}

mock_data "aws_region" {
  defaults = {
    name = "eu-west-1"
  }
}

mock_data "aws_iam_policy_document" {
  defaults = {
    json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  }
}

mock_data "aws_cognito_user_pool" {
  defaults = {
    arn = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Fitting"
    schema_attributes = [{
      name                         = "custom:campaign"
      attribute_data_type          = "String"
      mutable                      = true
      required                     = false
      developer_only_attribute     = false
      number_attribute_constraints = []
      string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
    }]
  }
}

mock_data "aws_cognito_user_pool_clients" {
  defaults = {
    client_ids = ["safeclient"]
  }
}

mock_data "aws_cognito_user_pool_client" {
  defaults = {
    write_attributes = ["email"]
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = {
    arn        = "arn:aws:dynamodb:eu-west-1:111122223333:table/mock"
    stream_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/mock/stream/2026-01-01T00:00:00.000"
  }
}

mock_resource "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws:sqs:eu-west-1:111122223333:mock"
    url = "https://sqs.invalid/111122223333/mock"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::111122223333:role/mock"
  }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:mock"
  }
}

mock_resource "aws_lambda_layer_version" {
  defaults = {
    arn = "arn:aws:lambda:eu-west-1:111122223333:layer:mock:1"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:eu-west-1:111122223333:log-group:mock"
  }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = {
    arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:mock"
  }
}

mock_resource "aws_cloudwatch_event_bus" {
  defaults = {
    arn = "arn:aws:events:eu-west-1:111122223333:event-bus/mock"
  }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = {
    arn = "arn:aws:events:eu-west-1:111122223333:rule/mock"
  }
}

mock_resource "aws_kinesis_firehose_delivery_stream" {
  defaults = {
    arn = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/mock"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws:kms:eu-west-1:111122223333:key/mock"
  }
}

mock_resource "aws_pinpoint_app" {
  defaults = {
    application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
  }
}

mock_resource "aws_sfn_state_machine" {
  defaults = {
    arn = "arn:aws:states:eu-west-1:111122223333:stateMachine:mock"
  }
}

mock_resource "aws_quicksight_data_source" {
  defaults = {
    arn = "arn:aws:quicksight:eu-west-1:111122223333:datasource/mock"
  }
}

mock_resource "aws_quicksight_data_set" {
  defaults = {
    arn = "arn:aws:quicksight:eu-west-1:111122223333:dataset/mock"
  }
}

mock_resource "aws_quicksight_dashboard" {
  defaults = {
    arn = "arn:aws:quicksight:eu-west-1:111122223333:dashboard/mock"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:eu-west-1:111122223333:mock"
  }
}
