# Every rule of the input `sources`. Each run breaks one, so that no other rule can refuse in its place.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "no_source_at_all" {
  command = plan

  variables {
    sources = { pinpoint_journey = false, pinpoint_campaign = false }
  }

  expect_failures = [var.sources]
}

run "stream_of_something_else" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/touches/stream/2026" } }
  }

  expect_failures = [var.sources]
}

run "stream_without_arn" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "pinpoint" } }
  }

  expect_failures = [var.sources]
}

run "no_event_type" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint", event_types = [] } }
  }

  expect_failures = [var.sources]
}

run "event_types_in_one_text" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint", event_types = ["_email.click,_email.open"] } }
  }

  expect_failures = [var.sources]
}

run "event_type_null" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint", event_types = [null] } }
  }

  expect_failures = [var.sources]
}

run "index_where_a_table_belongs" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint", endpoints_table_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/endpoints/index/user" } }
  }

  expect_failures = [var.sources]
}

run "alias_where_a_key_belongs" {
  command = plan

  variables {
    sources = { pinpoint_events = { stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/streams" } }
  }

  expect_failures = [var.sources]
}

run "alias_where_the_key_of_a_table_belongs" {
  command = plan

  variables {
    sources = { pinpoint_events = {
      stream_arn                  = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint"
      endpoints_table_arn         = "arn:aws:dynamodb:eu-west-1:111122223333:table/endpoints"
      endpoints_table_kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/tables"
    } }
  }

  expect_failures = [var.sources]
}

run "key_of_a_table_without_the_table" {
  command = plan

  variables {
    sources = { pinpoint_events = {
      stream_arn                  = "arn:aws:kinesis:eu-west-1:111122223333:stream/pinpoint"
      endpoints_table_kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/3333"
    } }
  }

  expect_failures = [var.sources]
}

run "contact_flow_where_an_instance_belongs" {
  command = plan

  variables {
    sources = { connect_journey = { instance_arn = "arn:aws:connect:eu-west-1:111122223333:instance/0a1b/contact-flow/2c3d" } }
  }

  expect_failures = [var.sources]
}

run "no_configuration_set" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = [] } }
  }

  expect_failures = [var.sources]
}

run "configuration_set_by_arn" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = ["arn:aws:ses:eu-west-1:111122223333:configuration-set/journeys"] } }
  }

  expect_failures = [var.sources]
}

run "configuration_set_null" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = [null] } }
  }

  expect_failures = [var.sources]
}

run "no_event_of_an_email" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = ["journeys"], events = [] } }
  }

  expect_failures = [var.sources]
}

run "event_that_is_no_interaction" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = ["journeys"], events = ["Click", "Delivery"] } }
  }

  expect_failures = [var.sources]
}

run "no_topic" {
  command = plan

  variables {
    sources = { sms = { topic_arns = {} } }
  }

  expect_failures = [var.sources]
}

run "no_topic_of_the_messages_events" {
  command = plan

  variables {
    sources = { sms = { topic_arns = { replies = "arn:aws:sns:eu-west-1:111122223333:sms-replies" } } }
  }

  expect_failures = [var.sources]
}

run "queue_where_a_topic_belongs" {
  command = plan

  variables {
    sources = { sms = { topic_arns = { events = "arn:aws:sqs:eu-west-1:111122223333:sms-events" } } }
  }

  expect_failures = [var.sources]
}

run "topic_null" {
  command = plan

  variables {
    sources = { sms = { topic_arns = { events = null } } }
  }

  expect_failures = [var.sources]
}

run "bus_by_arn" {
  command = plan

  variables {
    sources = { journey_touch = { event_bus_name = "arn:aws:events:eu-west-1:111122223333:event-bus/marketing", event_sources = ["shop.push"] } }
  }

  expect_failures = [var.sources]
}

run "bus_of_others_without_senders" {
  command = plan

  variables {
    sources = { journey_touch = { event_bus_name = "marketing" } }
  }

  expect_failures = [var.sources]
}

run "sender_with_the_prefix_of_aws" {
  command = plan

  variables {
    sources = { journey_touch = { event_sources = ["aws.ses"] } }
  }

  expect_failures = [var.sources]
}

run "sender_empty" {
  command = plan

  variables {
    sources = { journey_touch = { event_sources = [""] } }
  }

  expect_failures = [var.sources]
}

run "sender_null" {
  command = plan

  variables {
    sources = { journey_touch = { event_sources = [null] } }
  }

  expect_failures = [var.sources]
}

run "bucket_by_arn" {
  command = plan

  variables {
    sources = { direct = { s3_bucket = "arn:aws:s3:::back-fills" } }
  }

  expect_failures = [var.sources]
}

run "prefix_that_ends_in_a_name" {
  command = plan

  variables {
    sources = { direct = { s3_bucket = "back-fills", s3_prefix = "touches" } }
  }

  expect_failures = [var.sources]
}

run "prefix_that_begins_with_a_slash" {
  command = plan

  variables {
    sources = { direct = { s3_bucket = "back-fills", s3_prefix = "/touches/" } }
  }

  expect_failures = [var.sources]
}

run "prefix_with_a_wildcard" {
  command = plan

  variables {
    sources = { direct = { s3_bucket = "back-fills", s3_prefix = "touches-*/" } }
  }

  expect_failures = [var.sources]
}

run "prefix_without_a_bucket" {
  command = plan

  variables {
    sources = { direct = { s3_prefix = "touches/" } }
  }

  expect_failures = [var.sources]
}

run "the_most_that_is_taken" {
  command = plan

  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-us-gov" }
  }

  override_data {
    target = data.aws_region.current
    values = { name = "us-gov-west-1" }
  }

  variables {
    sources = {
      pinpoint_events = {
        stream_arn          = "arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/Pin_point.events-1"
        event_types         = ["_email.click", "checkout/begun"]
        endpoints_table_arn = "arn:aws-us-gov:dynamodb:us-gov-west-1:111122223333:table/End_points.1"
        kms_key_arn         = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0000"

        endpoints_table_kms_key_arn = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0001"
      }
      connect_journey = { instance_arn = "arn:aws-us-gov:connect:us-gov-west-1:111122223333:instance/0a1b-2C3d", limit_to_instance = null }
      ses             = { configuration_sets = ["a234567890123456789012345678901234567890123456789012345678901234", "_-"], events = ["Open"] }
      sms             = { topic_arns = { events = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:SMS_events-1", "any key" = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:SMS_replies" }, feedback = null }
      journey_touch   = { event_bus_name = "aws.partner/example.com/1", event_sources = ["Shop.news", "awsome"] }
      direct          = { s3_bucket = "back-fills.of-the.shop", s3_prefix = "a b/2026=11/" }
    }
  }
}

run "null_is_off_or_the_default" {
  command = plan

  variables {
    sources = {
      pinpoint_events = null
      connect_journey = null
      ses             = { configuration_sets = ["journeys"], events = null }
      sms             = null
      journey_touch   = { event_bus_name = null, event_sources = null }
      direct          = { s3_bucket = null, s3_prefix = null }
    }
  }

  assert {
    condition     = local.tagging_function.environment.SOURCES == "direct,journey_touch,pinpoint_campaign,pinpoint_journey,ses"
    error_message = "Null inside a source is its default, and null for a source is off."
  }
}
