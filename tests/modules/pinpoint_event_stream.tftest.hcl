# The internal building block for events of a Pinpoint project: the stream's settings, and what Pinpoint may do.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix    = "shop-spring"
  purpose        = "due"
  stream_arn     = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/shop"
  stream_service = "firehose"
}

run "a_project_that_there_is" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    application_id = "1d4b7e0a3c6f4928b5e1d7c0a3f69c82"
  }

  assert {
    condition     = length(aws_pinpoint_app.new) == 0 && output.application_id == var.application_id && output.application_arn == "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/1d4b7e0a3c6f4928b5e1d7c0a3f69c82"
    error_message = "It is another project: ${output.application_arn}"
  }
  assert {
    condition     = aws_pinpoint_event_stream.this.application_id == var.application_id && aws_pinpoint_event_stream.this.destination_stream_arn == var.stream_arn && aws_pinpoint_event_stream.this.role_arn == aws_iam_role.events.arn
    error_message = "The project's events go into the stream, by the role."
  }
  assert {
    condition     = aws_iam_role.events.name == "shop-spring-due-events-eu-west-1" && aws_iam_role.events.permissions_boundary == null && one(one(data.aws_iam_policy_document.events_trust.statement).principals).identifiers == toset(["pinpoint.amazonaws.com"])
    error_message = "Pinpoint takes the role: ${aws_iam_role.events.name}"
  }
  assert {
    condition = jsonencode({ for condition in one(data.aws_iam_policy_document.events_trust.statement).condition : "${condition.test} ${condition.variable}" => condition.values }) == jsonencode({
      "ArnLike aws:SourceArn"          = ["arn:aws:mobiletargeting:eu-west-1:111122223333:apps/1d4b7e0a3c6f4928b5e1d7c0a3f69c82"]
      "StringEquals aws:SourceAccount" = ["111122223333"]
    })
    error_message = "For this project of this account only."
  }
  assert {
    condition     = jsonencode({ for statement in data.aws_iam_policy_document.events.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({ PutEvents = [["firehose:DescribeDeliveryStream", "firehose:PutRecordBatch"], [var.stream_arn]] })
    error_message = "It may put into one stream of Firehose: ${jsonencode(data.aws_iam_policy_document.events.statement)}"
  }
}

run "a_new_project_and_a_stream_of_kinesis" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    application_name         = "shop"
    purpose                  = "segment"
    stream_arn               = "arn:aws:kinesis:eu-west-1:111122223333:stream/shop"
    stream_service           = "kinesis"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    tags                     = { team = "growth" }
  }

  assert {
    condition     = one(aws_pinpoint_app.new).name == "shop" && output.application_id == one(aws_pinpoint_app.new).application_id && aws_pinpoint_event_stream.this.application_id == output.application_id
    error_message = "The project is made, and its events go into the stream."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.events.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({
      EncryptEvents = [["kms:GenerateDataKey"], [var.kms_key_arn]]
      PutEvents     = [["kinesis:DescribeStream", "kinesis:PutRecords"], [var.stream_arn]]
    })
    error_message = "It may put into one stream of Kinesis, and encrypt: ${jsonencode(data.aws_iam_policy_document.events.statement)}"
  }
  assert {
    condition     = aws_iam_role.events.permissions_boundary == var.permissions_boundary_arn && aws_iam_role.events.tags.team == "growth" && one(aws_pinpoint_app.new).tags.team == "growth"
    error_message = "The role is bounded, and both have the tags."
  }
}

run "firehose_encrypts_by_itself" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    application_name = "shop"
    kms_key_arn      = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.events.statement).sid == "PutEvents"
    error_message = "Who puts events into Firehose needs no key."
  }
}

run "a_role_of_64_characters_is_the_longest" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    name_prefix      = "a234567890123456789012345678901"
    purpose          = "a234567890"
    application_name = "shop"
  }

  # The longest names of Regions have 14 characters, this one has 9.
  assert {
    condition     = length(aws_iam_role.events.name) == 64 - (14 - 9)
    error_message = "${aws_iam_role.events.name} has ${length(aws_iam_role.events.name)} characters."
  }
}

run "neither_a_project_nor_a_name" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  expect_failures = [var.application_name]
}

run "both_a_project_and_a_name" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    application_id   = "1d4b7e0a3c6f4928b5e1d7c0a3f69c82"
    application_name = "shop"
  }

  expect_failures = [var.application_name]
}

run "another_service_and_a_long_purpose" {
  command = plan

  module {
    source = "./modules/pinpoint-event-stream"
  }

  variables {
    application_name = "shop"
    purpose          = "segmentation"
    stream_service   = "sqs"
  }

  expect_failures = [var.purpose, var.stream_service]
}
