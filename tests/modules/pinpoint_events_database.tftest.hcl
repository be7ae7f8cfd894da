# The lake of all engagement events: what each backend makes, and what each refuses.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "living" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    name_prefix       = "shop-spring"
    ses_database_name = "shop_ses"
    sms_database_name = "shop_sms"
    campaign_tag      = "Mailing"
  }

  assert {
    condition = join(",", output.view_names) == join(",", [
      "email_click", "email_complaint", "email_delivered", "email_hardbounce", "email_open", "email_rejected",
      "email_send", "email_softbounce", "email_unsubscribe", "sms_buffered", "sms_failure", "sms_success",
    ])
    error_message = "There are twelve views: ${join(",", output.view_names)}"
  }
  assert {
    condition     = output.table_name == "app_events" && output.database_name == "shop_spring_due_eventdb" && output.bucket == "shop-spring-due-111122223333-eu-west-1" && output.firehose_name == "shop-spring-app" && output.workgroup_name == "shop-spring-due_eventdb"
    error_message = "The lake of the app's events is there, and its names follow from the prefix: ${output.database_name}, ${output.bucket}, ${output.workgroup_name}"
  }
  assert {
    condition = jsonencode({ for key, stream in local.streams : key => [stream.table.name, stream.table.prefix, stream.receives] }) == jsonencode({
      app        = ["app_events", "app-events/", true]
      engagement = ["all_events", "events/", false]
    })
    error_message = "Pinpoint's table stays with its history, and the app's events have a place of their own: ${jsonencode(local.streams)}"
  }
  assert {
    condition     = length(module.event_stream) + length(aws_sesv2_configuration_set_event_destination.pinpoint) == 0 && output.pinpoint_application_id == null
    error_message = "Nothing of Pinpoint is made."
  }
  assert {
    condition     = strcontains(local.living_sql["email_send"], "FROM shop_ses.ses_events") && strcontains(local.living_sql["sms_success"], "FROM shop_sms.sms_events") && strcontains(local.living_sql["sms_success"], "element_at(context, 'mailing')")
    error_message = "Views read the lakes that were named, and look for the tag in lower case, as the lakes have it."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.producers.statement).actions == toset(["firehose:PutRecordBatch"]) && one(one(data.aws_iam_policy_document.producers.statement).resources) == output.firehose_arn
    error_message = "The app may put events into the one stream, and do nothing else."
  }
}

run "emails_only" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    ses_database_name = "shop_ses"
  }

  assert {
    condition     = length(output.view_names) == 9 && alltrue([for view in output.view_names : startswith(view, "email_")])
    error_message = "A lake that is not named has no views, which would fail: ${join(",", output.view_names)}"
  }
}

run "pinpoint" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    name_prefix              = "shop-spring"
    backend                  = "pinpoint"
    pinpoint_application_id  = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    configuration_set_names  = ["news"]
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }

  expect_failures = [check.pinpoint_end_of_support] # it warns, and stops nothing

  assert {
    condition     = length(output.view_names) == 15 && length(setsubtract(["campaign_send", "journey_send", "sms_optout"], output.view_names)) == 0 && output.table_name == "all_events"
    error_message = "There are fifteen views on the project's events: ${join(",", output.view_names)}"
  }
  assert {
    condition     = jsonencode({ for key, stream in local.streams : key => [stream.table.name, stream.table.prefix, stream.receives] }) == jsonencode({ app = ["app_events", "app-events/", false], engagement = ["all_events", "events/", true] })
    error_message = "Both tables have the keys and prefixes that they have with the living backend: ${jsonencode(local.streams)}"
  }
  assert {
    condition     = output.pinpoint_application_id == "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    error_message = "The events of this project are stored."
  }
  assert {
    condition     = join(",", keys(aws_sesv2_configuration_set_event_destination.pinpoint)) == "news" && aws_sesv2_configuration_set_event_destination.pinpoint["news"].event_destination[0].pinpoint_destination[0].application_arn == "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    error_message = "Events of the configuration set go to the project."
  }
}

run "a_new_project" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    backend                   = "pinpoint"
    pinpoint_application_name = "shop"
  }

  override_resource {
    target          = module.event_stream["project"].aws_pinpoint_app.new
    override_during = plan
    values          = { application_id = "1d4b7e0a3c6f4928b5e1d7c0a3f69c82" }
  }

  expect_failures = [check.pinpoint_end_of_support]

  assert {
    condition     = output.pinpoint_application_id == "1d4b7e0a3c6f4928b5e1d7c0a3f69c82"
    error_message = "The project is made, and its events are stored."
  }
}

run "refuses_what_does_not_fit_the_living_backend" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    campaign_tag            = "a'b"
    configuration_set_names = ["news"]
    database_name           = "Shop"
    pinpoint_application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    sms_database_name       = "shop.sms"
    event_destination_name  = "a b"
  }

  expect_failures = [
    var.campaign_tag, var.configuration_set_names, var.database_name, var.event_destination_name,
    var.pinpoint_application_id, var.sms_database_name,
  ]
}

run "refuses_no_lake" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  expect_failures = [var.ses_database_name]
}

run "refuses_what_does_not_fit_pinpoint" {
  command = plan

  module {
    source = "./modules/pinpoint-events-database"
  }

  variables {
    backend                   = "pinpoint"
    ses_database_name         = "shop_ses"
    pinpoint_application_id   = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    pinpoint_application_name = "shop"
  }

  expect_failures = [var.ses_database_name, var.pinpoint_application_id, check.pinpoint_end_of_support]
}
