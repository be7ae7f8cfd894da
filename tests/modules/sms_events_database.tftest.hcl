# The events of text messages in a lake: a set of ours or another's, and numbers masked or not.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  configuration_set_name = "texts"
}

run "an_existing_set_needs_its_destination" {
  command = plan

  module {
    source = "./modules/sms-events-database"
  }

  variables {
    name_prefix = "shop-spring"
  }

  assert {
    condition     = length(aws_cloudformation_stack.configuration_set) == 0
    error_message = "A set that exists is not made."
  }
  assert {
    condition = jsonencode(output.event_destination) == jsonencode({
      ConfigurationSetName       = "texts"
      EventDestinationName       = "sms-event-db"
      KinesisFirehoseDestination = { DeliveryStreamArn = output.firehose_arn, IamRoleArn = output.event_role_arn }
      MatchingEventTypes         = ["MEDIA_ALL", "TEXT_ALL", "VOICE_ALL"]
    })
    error_message = "The output is what CreateEventDestination takes: ${jsonencode(output.event_destination)}"
  }
  assert {
    condition = jsonencode({ for condition in one(data.aws_iam_policy_document.events_trust.statement).condition : condition.variable => condition.values }) == jsonencode({
      "aws:SourceAccount" = ["111122223333"]
      "aws:SourceArn"     = ["arn:aws:sms-voice:eu-west-1:111122223333:configuration-set/texts"]
    })
    error_message = "The service may take the role for this configuration set only."
  }
  assert {
    condition     = one(one(data.aws_iam_policy_document.events.statement).resources) == output.firehose_arn
    error_message = "The role may put into one stream."
  }
  assert {
    condition     = output.bucket == "shop-spring-sms-111122223333-eu-west-1" && output.database_name == "shop_spring_sms_event_db" && output.table_name == "sms_events"
    error_message = "Names follow from the prefix, so that two deployments never share one: ${output.bucket}, ${output.database_name}"
  }
  assert {
    condition     = join(",", output.view_names) == "sms_cost_daily,sms_status"
    error_message = "The views are: ${join(",", output.view_names)}"
  }
  assert {
    condition     = length(aws_kms_key.masking) + length(module.masking) + length(module.alarms.arns) == 0 && local.masking_function_arn == null && output.masking_key_arn == null
    error_message = "Nothing stands between the stream and the lake unless numbers are to be masked."
  }

  expect_failures = [check.events_arrive]
}

run "whoever_added_the_destination_is_not_warned" {
  command = plan

  module {
    source = "./modules/sms-events-database"
  }

  variables {
    event_destination_added = true
  }
}

run "a_set_of_ours_has_its_destination_with_masked_numbers" {
  command = plan

  module {
    source = "./modules/sms-events-database"
  }

  variables {
    name_prefix              = "a234567890123456789012345678901"
    create_configuration_set = true
    event_destination_name   = "lake"
    matching_event_types     = ["TEXT_DELIVERED"]
    mask_phone_numbers       = true
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    tags                     = { team = "growth" }
  }

  assert {
    condition = jsonencode(jsondecode(aws_cloudformation_stack.configuration_set[0].template_body).Resources) == jsonencode({
      ConfigurationSet = {
        Type = "AWS::SMSVOICE::ConfigurationSet"
        Properties = {
          ConfigurationSetName = "texts"
          EventDestinations = [{
            EventDestinationName       = "lake"
            Enabled                    = true
            MatchingEventTypes         = ["TEXT_DELIVERED"]
            KinesisFirehoseDestination = { DeliveryStreamArn = output.firehose_arn, IamRoleArn = output.event_role_arn }
          }]
        }
      }
    })
    error_message = "The set is made with its destination: ${aws_cloudformation_stack.configuration_set[0].template_body}"
  }
  assert {
    condition     = length(aws_iam_role.events.name) <= 64 && aws_iam_role.events.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary" && aws_cloudformation_stack.configuration_set[0].tags.team == "growth"
    error_message = "The role is bounded and its name fits; the stack has tags."
  }
  assert {
    condition     = aws_kms_key.masking[0].customer_master_key_spec == "HMAC_256" && aws_kms_key.masking[0].key_usage == "GENERATE_VERIFY_MAC" && aws_kms_key.masking[0].deletion_window_in_days == 30
    error_message = "Hashes need a key that never leaves KMS, and that is not gone at once."
  }
  assert {
    condition     = local.masking_function_arn == "arn:aws:lambda:eu-west-1:111122223333:function:${module.masking[0].function_name}" && module.masking[0].function_name == "a234567890123456789012345678901-masking"
    error_message = "The stream is to call this module's function."
  }
  assert {
    condition     = jsonencode(one(data.aws_iam_policy_document.masking[0].statement).actions) == "[\"kms:GenerateMac\"]" && one(one(data.aws_iam_policy_document.masking[0].statement).resources) == aws_kms_key.masking[0].arn
    error_message = "The function may use this key for hashes, and do nothing else."
  }
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "masking-unreadable" && local.alarms["masking-unreadable"].dimensions.service == var.name_prefix
    error_message = "Records that cannot be masked are told of."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/sms-events-database"
  }

  variables {
    configuration_set_name = "arn:aws:sms-voice:eu-west-1:111122223333:configuration-set/texts"
    event_destination_name = "a lake"
    matching_event_types   = ["DELIVERED"]
    database_name          = "sms-event-db"
    history_days           = 0
  }

  expect_failures = [
    var.configuration_set_name,
    var.event_destination_name,
    var.matching_event_types,
    var.database_name,
    var.history_days,
  ]
}
