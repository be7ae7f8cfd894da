# Events from SES, applications and Pinpoint to one function: what is declared, who may do what, and what is refused.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan

  mock_resource "aws_kinesis_stream" {
    defaults = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/mock" }
  }
}

variables {
  name_prefix          = "shop"
  profiles_domain_name = "shop-contacts"
  custom_event_source  = "shop.web"
}

run "line_1_events_of_ses_and_of_applications_reach_one_queue" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    configuration_set_names = ["news", "offers"]
    alarm_topic_arn         = "arn:aws:sns:eu-west-1:111122223333:on-call"
    tags                    = { team = "growth" }
  }

  assert {
    condition = jsonencode({ for key, rule in aws_cloudwatch_event_rule.this : rule.name => jsondecode(rule.event_pattern) }) == jsonencode({
      shop-segment-own = { "detail-type" = ["registered_for_webinar5"], source = ["shop.web"] }
      shop-segment-ses = {
        detail        = { mail = { tags = { "ses:configuration-set" = ["news", "offers"] } } }
        "detail-type" = ["Email Opened"]
        source        = ["aws.ses"]
      }
    })
    error_message = "Each source has a rule, that asks for what the table is about: ${jsonencode({ for key, rule in aws_cloudwatch_event_rule.this : rule.name => jsondecode(rule.event_pattern) })}"
  }
  assert {
    condition     = alltrue([for rule in aws_cloudwatch_event_rule.this : rule.event_bus_name == "default"]) && alltrue([for target in aws_cloudwatch_event_target.queue : target.arn == output.queue_arn && target.dead_letter_config[0].arn == output.dlq_arn && target.retry_policy[0].maximum_event_age_in_seconds == 86400])
    error_message = "SES knows the default bus only; what cannot be delivered is kept."
  }
  assert {
    condition     = jsonencode(local.rule_arns) == jsonencode(["arn:aws:events:eu-west-1:111122223333:rule/shop-segment-own", "arn:aws:events:eu-west-1:111122223333:rule/shop-segment-ses"])
    error_message = "These rules may send, and nobody else: ${jsonencode(local.rule_arns)}"
  }
  assert {
    condition     = jsonencode({ for name, destination in aws_sesv2_configuration_set_event_destination.bus : name => sort(destination.event_destination[0].matching_event_types) }) == jsonencode({ news = ["OPEN"], offers = ["OPEN"] }) && alltrue([for destination in aws_sesv2_configuration_set_event_destination.bus : destination.event_destination_name == "shop-segments" && destination.event_destination[0].event_bridge_destination[0].event_bus_arn == "arn:aws:events:eu-west-1:111122223333:event-bus/default"])
    error_message = "Each set sends what the table is about, and nothing else, to the default bus."
  }
  assert {
    condition     = output.function_name == "shop-rule-engine" && join(",", output.rule_names) == "opened-email,registered-for-webinar5" && output.stream_arn == null
    error_message = "The outputs are those of the spec: ${output.function_name}, ${join(",", output.rule_names)}"
  }
  assert {
    condition     = length(aws_kinesis_stream.this) + length(aws_lambda_event_source_mapping.stream) + length(module.alarms.arns) + length(module.event_stream) + length(aws_cloudformation_stack.segments) == 0
    error_message = "What is not asked for is not there."
  }
  assert {
    condition     = jsonencode({ for statement in data.aws_iam_policy_document.rule_engine.statement : statement.sid => sort(statement.actions) }) == jsonencode({ HoldLocks = ["dynamodb:DeleteItem", "dynamodb:PutItem"], ReportFailedRecords = ["sqs:SendMessage"], UpdateProfiles = ["profile:SearchProfiles", "profile:UpdateProfile"] })
    error_message = "The function may find and update profiles, and take and free locks, and no more."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.rule_engine.statement : one(statement.resources) if statement.sid == "UpdateProfiles"]) == "arn:aws:profile:eu-west-1:111122223333:domains/shop-contacts"
    error_message = "Of one domain."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.rule_engine.statement : one(statement.resources) if statement.sid == "HoldLocks"]) == module.locks.table_arn && length(data.aws_iam_policy_document.rule_engine.source_policy_documents) == 1
    error_message = "Of the table of locks, which nobody reads; the queue's rights are the only others."
  }
}

run "line_2_a_table_of_all_actions" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    configuration_set_names = ["news"]
    create_missing_contacts = true
    profile_key             = { account = "_account", email = "_email" }
    rules = [
      { name = "opens", event_type = "_email.open", action = "increment", attribute = "opens", match = { "open.isBotEvent" = "Unlikely" }, ttl_days = 30 },
      { name = "bounced", event_type = "_email.hardbounce", action = "set", attribute = "reachable", value = "false" },
      { name = "soft", event_type = "_email.softbounce", action = "set", attribute = "reachable", value = "maybe" },
      { name = "bought", event_type = "bought", action = "set", attribute = "last_order", value = "{order.id}" },
      { name = "left", event_type = "left", action = "remove", attribute = "last_order" },
    ]
  }

  assert {
    condition     = sort(one(values(aws_sesv2_configuration_set_event_destination.bus)).event_destination[0].matching_event_types) == sort(["BOUNCE", "OPEN"])
    error_message = "Two kinds of bounces are one type of SES."
  }
  assert {
    condition     = jsonencode(jsondecode(aws_cloudwatch_event_rule.this["own"].event_pattern)["detail-type"]) == jsonencode(["bought", "left"])
    error_message = "Of your own events, those that the table is about."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.rule_engine.statement : jsonencode(sort(statement.actions)) if statement.sid == "UpdateProfiles"]) == jsonencode(["profile:CreateProfile", "profile:SearchProfiles", "profile:UpdateProfile"])
    error_message = "Profiles may be made only where that is wanted."
  }
  assert {
    condition     = jsondecode(local.stores.customer_profiles.PROFILE_KEY).account == "_account"
    error_message = "The function knows the keys."
  }
}

run "line_5_and_6_the_stream_splits_retries_and_reports" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    kinesis_enabled     = true
    kinesis_shards      = 3
    max_retries         = 7
    max_event_age_hours = 48
    alarm_topic_arn     = "arn:aws:sns:eu-west-1:111122223333:on-call"
  }

  assert {
    condition     = aws_kinesis_stream.this["events"].name == "shop-segment-events" && aws_kinesis_stream.this["events"].shard_count == 3 && aws_kinesis_stream.this["events"].encryption_type == "KMS" && aws_kinesis_stream.this["events"].kms_key_id == "alias/aws/kinesis" && aws_kinesis_stream.this["events"].retention_period == 72
    error_message = "The stream is encrypted and keeps records a day longer than they are tried."
  }
  assert {
    condition     = alltrue([for mapping in aws_lambda_event_source_mapping.stream : mapping.bisect_batch_on_function_error && mapping.maximum_retry_attempts == 7 && mapping.maximum_record_age_in_seconds == 172800 && one(mapping.function_response_types) == "ReportBatchItemFailures" && mapping.destination_config[0].on_failure[0].destination_arn == output.dlq_arn])
    error_message = "What fails is halved, tried and reported, and holds up its shard for a bounded time."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.stream["events"].starting_position == "LATEST"
    error_message = "Line 9: a redeploy replays nothing."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.rule_engine.statement : jsonencode(statement.actions) if statement.sid == "ReadStream"]) == jsonencode(["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"])
    error_message = "The function may read this stream."
  }
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "segmentation-stream-age" && output.stream_arn == aws_kinesis_stream.this["events"].arn
    error_message = "An alarm watches how far behind the stream the function is."
  }
}

run "line_9_old_events_are_read_only_where_that_is_said" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    kinesis_enabled   = true
    starting_position = "TRIM_HORIZON"
  }

  assert {
    condition     = aws_lambda_event_source_mapping.stream["events"].starting_position == "TRIM_HORIZON"
    error_message = "Whoever wants old events says so."
  }
}

run "the_backend_pinpoint_reads_the_projects_events" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    backend                  = "pinpoint"
    profiles_domain_name     = null
    custom_event_source      = null
    pinpoint_application_id  = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/7c1d3f5a-0000-4000-8000-000000000000"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }

  assert {
    condition     = module.event_stream["project"].application_id == var.pinpoint_application_id && length(aws_cloudwatch_event_rule.this) == 0
    error_message = "The project's events go into the stream, and no others."
  }
  assert {
    condition     = aws_kinesis_stream.this["events"].kms_key_id == var.kms_key_arn
    error_message = "The stream has the caller's key."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.rule_engine.statement : "${jsonencode(statement.actions)} ${one(statement.resources)}" if statement.sid == "UpdateEndpoints"]) == "${jsonencode(["mobiletargeting:GetEndpoint", "mobiletargeting:UpdateEndpoint"])} arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f/endpoints/*"
    error_message = "Defect of the original: endpoints of this project only, not apps/<id>*."
  }

  expect_failures = [check.pinpoint_end_of_support]
}

run "the_backend_pinpoint_makes_a_project" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    backend                   = "pinpoint"
    profiles_domain_name      = null
    pinpoint_application_name = "shop"
  }

  override_resource {
    target          = module.event_stream["project"].aws_pinpoint_app.new
    override_during = plan
    values          = { application_id = "1d4b7e0a3c6f4928b5e1d7c0a3f69c82" }
  }

  assert {
    condition     = local.stores.pinpoint.PINPOINT_APPLICATION_ID == "1d4b7e0a3c6f4928b5e1d7c0a3f69c82"
    error_message = "A project is made where its name is given."
  }

  expect_failures = [check.pinpoint_end_of_support]
}

run "segments_are_made_where_asked_for" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    segment_definitions = [{
      name = "engaged"
      attributes = {
        opened_email = { values = ["true"] }
        opens        = { dimension = "GREATER_THAN_OR_EQUAL", values = ["3"] }
      }
    }]
  }

  assert {
    condition = jsonencode(one(values(jsondecode(aws_cloudformation_stack.segments[0].template_body).Resources))) == jsonencode({
      Type = "AWS::CustomerProfiles::SegmentDefinition"
      Properties = {
        DisplayName           = "engaged"
        DomainName            = "shop-contacts"
        SegmentDefinitionName = "engaged-${substr(local.segment_hashes["engaged"], 0, 8)}"
        SegmentGroups = {
          Include = "ALL"
          Groups = [{
            Type = "ALL"
            Dimensions = [
              { ProfileAttributes = { Attributes = { opened_email = { DimensionType = "INCLUSIVE", Values = ["true"] } } } },
              { ProfileAttributes = { Attributes = { opens = { DimensionType = "GREATER_THAN_OR_EQUAL", Values = ["3"] } } } },
            ]
          }]
        }
      }
    })
    error_message = "A segment of those of whom all is so: ${aws_cloudformation_stack.segments[0].template_body}"
  }
  assert {
    condition     = output.segment_names == { engaged = one(values(jsondecode(aws_cloudformation_stack.segments[0].template_body).Resources)).Properties.SegmentDefinitionName }
    error_message = "The output says under which name it is found: ${jsonencode(output.segment_names)}"
  }
}

run "a_changed_segment_is_another" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    segment_definitions = [{
      name = "engaged"
      attributes = {
        opened_email = { values = ["true"] }
        opens        = { dimension = "GREATER_THAN_OR_EQUAL", values = ["4"] }
      }
    }]
  }

  assert {
    condition     = output.segment_names.engaged != run.segments_are_made_where_asked_for.segment_names.engaged && startswith(output.segment_names.engaged, "engaged-")
    error_message = "CloudFormation must not find the old one's name taken: ${output.segment_names.engaged}"
  }
  assert {
    condition     = alltrue([for id, segment in jsondecode(aws_cloudformation_stack.segments[0].template_body).Resources : id == "Segment${substr(local.segment_hashes["engaged"], 0, 16)}" && segment.Properties.DisplayName == "engaged"])
    error_message = "It has an entry of its own in the stack; marketers see the same name."
  }
}

run "segments_of_long_names_stay_apart" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    segment_definitions = [for end in ["a", "b"] : { name = "${join("", [for number in range(21) : "abc"])}${end}", attributes = { a = { values = ["x"] } } }]
  }

  assert {
    condition     = length(distinct(values(output.segment_names))) == 2 && alltrue([for name in values(output.segment_names) : length(name) == 64])
    error_message = "Names are cut to what AWS takes: ${jsonencode(output.segment_names)}"
  }
}

run "line_9_wrong_attribute_names_are_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [{ name = "r", event_type = "x", action = "set", attribute = "opened:email", value = "true" }]
  }

  expect_failures = [var.rules]
}

run "line_9_a_name_that_goes_with_an_attribute_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [{ name = "r", event_type = "x", action = "set", attribute = "opened_at", value = "true" }]
  }

  expect_failures = [var.rules]
}

run "line_9_a_name_that_is_too_long_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [{ name = "r", event_type = "x", action = "set", attribute = "a23456789012345678901234567890123456789012345", value = "true" }]
  }

  expect_failures = [var.rules]
}

run "rules_of_one_name_are_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [
      { name = "r", event_type = "x", action = "set", attribute = "a", value = "true" },
      { name = "r", event_type = "y", action = "set", attribute = "b", value = "true" },
    ]
  }

  expect_failures = [var.rules]
}

run "counting_and_setting_one_attribute_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [
      { name = "r", event_type = "x", action = "increment", attribute = "a" },
      { name = "s", event_type = "y", action = "remove", attribute = "a" },
    ]
  }

  expect_failures = [var.rules]
}

run "an_unknown_event_of_emails_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [
      { name = "a-1", event_type = "_email.opened", action = "set", attribute = "a", value = "true" },
      { name = "b-1", event_type = "x", action = "set", attribute = "b", value = "true" },
    ]
  }

  expect_failures = [var.rules]
}

run "wrong_values_are_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [
      { name = "a 1", event_type = "x", action = "put", attribute = "a" },
      { name = "b", event_type = "x", action = "set", attribute = "b" },
      { name = "c", event_type = "x", action = "increment", attribute = "c", value = "many", ttl_days = 0 },
    ]
  }

  expect_failures = [var.rules]
}

run "a_table_that_does_not_fit_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [for number in range(200) : { name = sha256("n${number}"), event_type = "x${number}", action = "set", attribute = "a${number}", value = sha256("v${number}") }]
  }

  expect_failures = [var.rules]
}

run "the_backends_inputs_are_told_apart" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    backend                 = "pinpoint"
    configuration_set_names = ["news"]
    segment_definitions     = [{ name = "s", attributes = { a = { values = ["x"] } } }]
  }

  expect_failures = [var.configuration_set_names, var.profiles_domain_name, var.pinpoint_application_id, var.segment_definitions, check.pinpoint_end_of_support]
}

run "a_deployment_without_events_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    custom_event_source = null
  }

  expect_failures = [var.configuration_set_names]
}

run "wrong_inputs_are_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    configuration_set_names = ["arn:aws:ses:eu-west-1:111122223333:configuration-set/news"]
    profiles_domain_name    = "a domain"
    profile_key             = { email = "_orderId" }
    kinesis_enabled         = true
    kinesis_shards          = 0
    starting_position       = "AT_TIMESTAMP"
    batch_size              = 1001
    maximum_concurrency     = 1
    max_retries             = 100
    max_event_age_hours     = 169
    pinpoint_application_id = "shop"
    segment_definitions     = [{ name = "a segment", attributes = { a = { dimension = "LIKE", values = [] } } }]
  }

  expect_failures = [
    var.configuration_set_names,
    var.profiles_domain_name,
    var.profile_key,
    var.kinesis_shards,
    var.starting_position,
    var.batch_size,
    var.max_retries,
    var.maximum_concurrency,
    var.max_event_age_hours,
    var.pinpoint_application_id,
    var.segment_definitions,
  ]
}

run "configuration_sets_that_no_rule_is_about_are_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    configuration_set_names = ["news"]
    custom_event_source     = null
    rules                   = [{ name = "r", event_type = "_session.start", action = "set", attribute = "a", value = "true" }]
  }

  expect_failures = [var.configuration_set_names]
}

run "an_event_source_that_no_rule_is_about_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    rules = [{ name = "r", event_type = "_session.start", action = "set", attribute = "a", value = "true" }]
  }

  expect_failures = [var.custom_event_source]
}

run "an_event_source_of_aws_is_refused" {
  command = plan

  module {
    source = "./modules/event-based-segmentation"
  }

  variables {
    custom_event_source = "aws.shop"
  }

  expect_failures = [var.custom_event_source]
}
