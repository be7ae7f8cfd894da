# Views for reports: what each backend makes, what QuickSight gets, and what the daily summary may do.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix    = "shop-spring"
  database_name  = "shop_due_eventdb"
  workgroup_name = "shop-due"
  lake_bucket    = "shop-due"
}

run "living" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    ses_database_name = "shop_ses"
    event_buckets     = ["shop-ses"]
  }

  assert {
    condition     = join(",", output.view_names) == "campaign_all_events,custom_all_events,email_all_events,sms_all_events"
    error_message = "There are four views: ${join(",", output.view_names)}"
  }
  assert {
    condition     = strcontains(local.views["email_all_events"].sql, "FROM shop_ses.ses_events") && strcontains(local.views["sms_all_events"].sql, "FROM shop_due_eventdb.sms_events") && strcontains(local.views["custom_all_events"].sql, "FROM shop_due_eventdb.app_events")
    error_message = "Views read the lakes that were named, and else their own database."
  }
  assert {
    condition     = length(aws_quicksight_data_source.this) + length(aws_quicksight_data_set.this) + length(aws_quicksight_refresh_schedule.this) + length(aws_quicksight_dashboard.this) == 0 && output.data_source_arn == null && length(output.data_set_arns) == 0 && output.dashboard_arn == null
    error_message = "QuickSight is not touched unless it is wanted."
  }
  assert {
    condition     = length(aws_sfn_state_machine.summary) + length(aws_scheduler_schedule.summary) + length(aws_sns_topic.notices) + length(aws_glue_catalog_table.summary) + length(aws_iam_role.machine) + length(module.alarms.arns) == 0 && output.state_machine_arn == null && output.summary_table_name == null && output.consumer_policy_json == null
    error_message = "Nothing runs by a schedule unless it is wanted."
  }
  assert {
    condition     = join(",", keys(aws_athena_named_query.this)) == "app_events_by_day,campaign_funnel,texts_by_country" && alltrue([for query in aws_athena_named_query.this : query.workgroup == "shop-due" && query.database == "shop_due_eventdb" && endswith(query.description, ".")])
    error_message = "Questions to begin with are saved in the workgroup, each with its description."
  }
  assert {
    condition = toset([for statement in data.aws_iam_policy_document.consumers["quicksight"].statement : statement.resources if statement.sid == "ReadObjects"][0]) == toset([
      "arn:aws:s3:::shop-due/app-events/*",
      "arn:aws:s3:::shop-due/events/*",
      "arn:aws:s3:::shop-ses/app-events/*",
      "arn:aws:s3:::shop-ses/events/*",
    ])
    error_message = "QuickSight may read the events of the named buckets, and no others."
  }
  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.consumers["quicksight"].statement : alltrue([for action in statement.actions : !strcontains(action, "*")]) && alltrue([for resource in statement.resources : !contains(["*", "arn:aws:s3:::*"], resource)])])
    error_message = "The original allowed athena:* on every workgroup."
  }
}

run "pinpoint_with_a_prefix" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    backend     = "pinpoint"
    view_prefix = "shop_"
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.consumers["quicksight"].statement : one(statement.resources) if statement.sid == "ReadObjects"]) == "arn:aws:s3:::shop-due/events/*"
    error_message = "Pinpoint's events are under events/, and the app's are none of this backend."
  }
  assert {
    condition     = join(",", output.view_names) == "shop_campaign_all_events,shop_custom_all_events,shop_email_all_events,shop_journey_all_events,shop_sms_all_events"
    error_message = "There are five views, named as wanted: ${join(",", output.view_names)}"
  }
  assert {
    condition     = strcontains(aws_athena_named_query.this["campaign_funnel"].query, "FROM shop_email_all_events")
    error_message = "Saved queries read the views by their names."
  }
}

run "quicksight" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    quicksight_enabled    = true
    daily_summary_enabled = true
    lookback_days         = 30
    quicksight_refresh    = { time = "06:30", timezone = "Europe/Berlin" }
    quicksight_principals = [
      { arn = "arn:aws:quicksight:eu-west-1:111122223333:group/default/marketing" },
      { arn = "arn:aws:quicksight:eu-west-1:111122223333:user/default/ann", access = "manage" },
    ]
  }

  assert {
    condition     = join(",", keys(output.data_set_arns)) == "campaign_all_events,custom_all_events,daily_engagement,email_all_events,sms_all_events"
    error_message = "Each view has a data set, and so has the summary: ${join(",", keys(output.data_set_arns))}"
  }
  assert {
    condition = alltrue([
      for key, set in aws_quicksight_data_set.this :
      set.import_mode == "SPICE" && strcontains(one(set.physical_table_map).custom_sql[0].sql_query, key == "daily-engagement" ? "WHERE day >= date_format(date_add('day', -30, current_timestamp), '%Y-%m-%d')" : "WHERE datehour >= date_format(date_add('day', -30, current_timestamp), '%Y/%m/%d/%H')")
    ])
    error_message = "Data sets reach back 30 days."
  }
  assert {
    condition     = !contains(one(aws_quicksight_data_set.this["email-all-events"].physical_table_map).custom_sql[0].columns[*].name, "message_tags") && contains(one(aws_quicksight_data_set.this["email-all-events"].physical_table_map).custom_sql[0].columns[*].name, "destination") && { for column in one(aws_quicksight_data_set.this["daily-engagement"].physical_table_map).custom_sql[0].columns : column.name => column.type }["day"] == "DATETIME"
    error_message = "QuickSight gets columns that it knows, without arrays and maps, and days as dates."
  }
  assert {
    condition     = alltrue([for schedule in aws_quicksight_refresh_schedule.this : schedule.schedule[0].refresh_type == "FULL_REFRESH" && schedule.schedule[0].schedule_frequency[0].interval == "DAILY" && schedule.schedule[0].schedule_frequency[0].time_of_the_day == "06:30" && schedule.schedule[0].schedule_frequency[0].timezone == "Europe/Berlin"])
    error_message = "Data sets are read anew when it was wanted."
  }
  assert {
    condition     = join(",", [for permission in aws_quicksight_data_source.this[0].permission : permission.principal if contains(permission.actions, "quicksight:UpdateDataSource")]) == "arn:aws:quicksight:eu-west-1:111122223333:user/default/ann" && length(aws_quicksight_data_source.this[0].permission) == 2 && alltrue([for set in aws_quicksight_data_set.this : length(set.permissions) == 2]) && length(aws_quicksight_dashboard.this["events"].permissions) == 2
    error_message = "Some see, and some may change."
  }
  assert {
    condition     = length(aws_quicksight_dashboard.this["events"].definition[0].sheets[0].visuals) == 7 && length(aws_quicksight_dashboard.this["events"].definition[0].data_set_identifiers_declarations) == 3 && length(aws_quicksight_dashboard.this["events"].definition[0].sheets[0].layouts[0].configuration[0].grid_layout[0].elements) == 7
    error_message = "The dashboard shows emails, texts and the summary."
  }
}

run "summary" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    daily_summary_enabled    = true
    summary_prefix           = "numbers/"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
  }

  assert {
    condition     = output.summary_table_name == "daily_engagement" && aws_glue_catalog_table.summary["summary"].storage_descriptor[0].location == "s3://shop-due/numbers/" && length(aws_glue_catalog_table.summary["summary"].storage_descriptor[0].columns) == 13
    error_message = "The table has thirteen columns, and lies where the machine writes."
  }
  assert {
    condition     = strcontains(jsondecode(aws_sfn_state_machine.summary["summary"].definition).States.Begin.Assign.statement, "TO 's3://shop-due/numbers/day={day}/'") && strcontains(jsondecode(aws_sfn_state_machine.summary["summary"].definition).States.ListPartition.Arguments.Prefix, "'numbers/day='")
    error_message = "The day that is cleared is the day that is written."
  }
  assert {
    condition     = aws_sfn_state_machine.summary["summary"].encryption_configuration[0].kms_key_id == var.kms_key_arn && aws_sns_topic.notices["summary"].kms_master_key_id == var.kms_key_arn
    error_message = "The given key encrypts machine and notices."
  }
  assert {
    condition     = jsondecode(aws_scheduler_schedule.summary["summary"].target[0].input) == { as_of = "<aws.scheduler.scheduled-time>" } && aws_scheduler_schedule.summary["summary"].schedule_expression == "cron(0 4 * * ? *)" && aws_scheduler_schedule.summary["summary"].schedule_expression_timezone == "UTC"
    error_message = "The day is that before the planned moment, however late the call comes."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.machine["summary"].statement : statement.sid => statement.resources if contains(["ReplaceSummary", "RunQuery", "StartDay", "TellOfFailures", "UseKey", "WriteResults"], statement.sid) }) == jsonencode({
      ReplaceSummary = ["arn:aws:s3:::shop-due/numbers/*"]
      RunQuery       = ["arn:aws:athena:eu-west-1:111122223333:workgroup/shop-due"]
      StartDay       = ["arn:aws:states:eu-west-1:111122223333:stateMachine:shop-spring-daily-summary"]
      TellOfFailures = ["arn:aws:sns:eu-west-1:111122223333:mock"]
      UseKey         = ["arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"]
      WriteResults   = ["arn:aws:s3:::shop-due/results/*"]
    })
    error_message = "The machine may replace the summary, and change nothing else: ${jsonencode({ for statement in data.aws_iam_policy_document.machine["summary"].statement : statement.sid => statement.resources })}"
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.consumers["summary"].statement : statement.sid => statement.resources }) == jsonencode({
      FindObjects = ["arn:aws:s3:::shop-due"]
      ReadCatalog = [
        "arn:aws:glue:eu-west-1:111122223333:catalog",
        "arn:aws:glue:eu-west-1:111122223333:database/shop_due_eventdb",
        "arn:aws:glue:eu-west-1:111122223333:table/shop_due_eventdb/daily_engagement",
      ]
      ReadObjects  = ["arn:aws:s3:::shop-due/numbers/*"]
      RunQueries   = ["arn:aws:athena:eu-west-1:111122223333:workgroup/shop-due"]
      UseKey       = ["arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"]
      WriteResults = ["arn:aws:s3:::shop-due/results/*"]
    }) && output.consumer_policy_json != null
    error_message = "Analysts may read the summary, and no raw events: ${jsonencode(data.aws_iam_policy_document.consumers["summary"].statement)}"
  }
  assert {
    condition     = alltrue([for role in [aws_iam_role.machine["summary"], aws_iam_role.summary_schedule["summary"]] : role.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary"])
    error_message = "Both roles have the boundary."
  }
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "summary-failed" && join(",", local.summary_alarms["summary-failed"].sum.metrics) == "ExecutionsAborted,ExecutionsFailed,ExecutionsTimedOut" && local.summary_alarms["summary-failed"].dimensions.StateMachineArn == output.state_machine_arn
    error_message = "Every end without success is told of."
  }
}

run "defaults_of_the_summary" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    daily_summary_enabled = true
    view_prefix           = "shop_"
  }

  assert {
    condition     = aws_sns_topic.notices["summary"].kms_master_key_id == "alias/aws/sns" && length(aws_sfn_state_machine.summary["summary"].encryption_configuration) == 0
    error_message = "Without a key, AWS's own encrypt."
  }
  assert {
    condition     = output.summary_table_name == "shop_daily_engagement" && strcontains(jsondecode(aws_sfn_state_machine.summary["summary"].definition).States.Begin.Assign.statement, "FROM shop_email_all_events")
    error_message = "The prefix is on table and views alike."
  }
}

run "refuses_what_does_not_fit" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    backend                     = "pinpoint"
    ses_database_name           = "shop_ses"
    sms_database_name           = "shop_sms"
    app_database_name           = "shop_app"
    database_name               = "Shop"
    lake_bucket                 = "Shop"
    event_buckets               = ["Shop"]
    view_prefix                 = "shop-"
    campaign_tag                = "a'b"
    lookback_days               = 0
    quicksight_principals       = [{ arn = "ann" }]
    quicksight_refresh          = { interval = "WEEKLY" }
    summary_prefix              = "events/"
    summary_schedule_expression = "rate(1 day)"
  }

  expect_failures = [
    var.app_database_name, var.campaign_tag, var.database_name, var.event_buckets, var.lake_bucket, var.lookback_days,
    var.quicksight_principals, var.quicksight_refresh, var.ses_database_name, var.sms_database_name,
    var.summary_prefix, var.summary_schedule_expression, var.view_prefix,
  ]
}

run "refuses_other_backends" {
  command = plan

  module {
    source = "./modules/events-dashboard"
  }

  variables {
    backend = "mixpanel"
  }

  expect_failures = [var.backend]
}
