# The events of SES in a lake: whose events arrive, who may put them there, and under which names.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "an_existing_set_and_a_new_one" {
  command = plan

  module {
    source = "./modules/ses-events-database"
  }

  variables {
    name_prefix                = "shop-spring"
    configuration_set_names    = ["news"]
    new_configuration_set_name = "receipts"
    tags                       = { team = "growth" }
  }

  assert {
    condition     = join(",", keys(aws_sesv2_configuration_set_event_destination.lake)) == "news,receipts" && join(",", output.configuration_set_names) == "news,receipts"
    error_message = "Each configuration set has a destination: ${join(",", keys(aws_sesv2_configuration_set_event_destination.lake))}"
  }
  assert {
    condition     = join(",", aws_sesv2_configuration_set.new[*].configuration_set_name) == "receipts" && aws_sesv2_configuration_set.new[0].tags.team == "growth"
    error_message = "The new set is made, and the existing one is not touched."
  }
  assert {
    condition = alltrue([
      for destination in aws_sesv2_configuration_set_event_destination.lake :
      destination.event_destination_name == "event-database" && destination.event_destination[0].enabled && join(",", sort(destination.event_destination[0].matching_event_types)) == "BOUNCE,CLICK,COMPLAINT,DELIVERY,DELIVERY_DELAY,OPEN,REJECT,RENDERING_FAILURE,SEND,SUBSCRIPTION"
    ])
    error_message = "All ten kinds of events are stored."
  }
  assert {
    condition = alltrue([
      for destination in aws_sesv2_configuration_set_event_destination.lake :
      destination.event_destination[0].kinesis_firehose_destination[0].delivery_stream_arn == output.firehose_arn && destination.event_destination[0].kinesis_firehose_destination[0].iam_role_arn == output.event_role_arn
    ])
    error_message = "Events go into the lake's stream, by the module's role."
  }
  assert {
    condition = jsonencode({ for condition in one(data.aws_iam_policy_document.events_trust.statement).condition : condition.variable => sort(condition.values) }) == jsonencode({
      "aws:SourceAccount" = ["111122223333"]
      "aws:SourceArn" = [
        "arn:aws:ses:eu-west-1:111122223333:configuration-set/news",
        "arn:aws:ses:eu-west-1:111122223333:configuration-set/receipts",
      ]
    })
    error_message = "SES may take the role for these configuration sets only."
  }
  assert {
    condition     = one(one(data.aws_iam_policy_document.events.statement).resources) == output.firehose_arn
    error_message = "The role may put into one stream."
  }
  assert {
    condition     = output.bucket == "shop-spring-ses-111122223333-eu-west-1" && output.database_name == "shop_spring_ses_event_db" && output.table_name == "ses_events"
    error_message = "Names follow from the prefix, so that two deployments never share one: ${output.bucket}, ${output.database_name}"
  }
  assert {
    condition     = join(",", output.view_names) == "email_daily,email_events,email_recipient_status,email_status"
    error_message = "The views are: ${join(",", output.view_names)}"
  }
  assert {
    condition     = length(regexall("\\$\\{", join("", [for file in fileset(local.views, "*.sql") : templatefile("${local.views}/${file}", { history_days = var.history_days })]))) == 0
    error_message = "A view has a placeholder without a value."
  }
  assert {
    condition     = aws_iam_role.events.name == "shop-spring-ses-events-eu-west-1" && aws_iam_role.events.permissions_boundary == null && aws_iam_role.events.tags.team == "growth"
    error_message = "The role's name holds the Region, as IAM is global."
  }
}

run "what_can_be_chosen" {
  command = plan

  module {
    source = "./modules/ses-events-database"
  }

  variables {
    name_prefix              = "a234567890123456789012345678901"
    configuration_set_names  = ["news"]
    event_destination_name   = "lake"
    matching_event_types     = ["CLICK"]
    database_name            = "emails"
    bucket_name              = "emails-of-the-shop"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }

  assert {
    condition     = length(aws_sesv2_configuration_set.new) == 0
    error_message = "No set is made unless it is asked for."
  }
  assert {
    condition     = aws_sesv2_configuration_set_event_destination.lake["news"].event_destination_name == "lake" && one(aws_sesv2_configuration_set_event_destination.lake["news"].event_destination[0].matching_event_types) == "CLICK"
    error_message = "The destination is another one."
  }
  assert {
    condition     = output.database_name == "emails" && output.bucket == "emails-of-the-shop"
    error_message = "Given names count: ${output.database_name}, ${output.bucket}"
  }
  assert {
    condition     = length(aws_iam_role.events.name) <= 64 && aws_iam_role.events.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary"
    error_message = "The role's name fits with the longest prefix, and the role is bounded."
  }
}

run "without_a_set_no_event_would_arrive" {
  command = plan

  module {
    source = "./modules/ses-events-database"
  }

  expect_failures = [var.new_configuration_set_name]
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/ses-events-database"
  }

  variables {
    configuration_set_names    = ["news"]
    new_configuration_set_name = "news"
    event_destination_name     = "a lake"
    matching_event_types       = ["Click"]
    database_name              = "ses-event-db"
    history_days               = 0.5
  }

  expect_failures = [
    var.new_configuration_set_name,
    var.event_destination_name,
    var.matching_event_types,
    var.database_name,
    var.history_days,
  ]
}

run "sets_have_names" {
  command = plan

  module {
    source = "./modules/ses-events-database"
  }

  variables {
    configuration_set_names = ["arn:aws:ses:eu-west-1:111122223333:configuration-set/news"]
  }

  expect_failures = [var.configuration_set_names]
}
