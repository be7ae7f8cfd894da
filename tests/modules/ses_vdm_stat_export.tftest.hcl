# A report once a month: who may do what, where it is kept, and that no run ends in silence.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix = "shop-reports"
}

run "defaults" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  assert {
    condition     = output.report_bucket == "shop-reports-vdm-111122223333-eu-west-1" && module.bucket["this"].bucket == output.report_bucket && !var.force_destroy
    error_message = "The bucket's name follows from the prefix: ${output.report_bucket}"
  }
  assert {
    condition     = jsonencode(output.function_names) == jsonencode({ check_export = "shop-reports-vdm-check-export", start_export = "shop-reports-vdm-start-export", store_report = "shop-reports-vdm-store-report" })
    error_message = "The functions are: ${jsonencode(output.function_names)}"
  }
  assert {
    condition     = aws_scheduler_schedule.export.state == "ENABLED" && aws_scheduler_schedule.export.schedule_expression == "cron(0 6 1 * ? *)" && aws_scheduler_schedule.export.schedule_expression_timezone == "UTC" && aws_scheduler_schedule.export.flexible_time_window[0].mode == "OFF"
    error_message = "Reports are made on the first of each month, from the beginning."
  }
  assert {
    condition     = jsondecode(aws_scheduler_schedule.export.target[0].input) == { as_of = "<aws.scheduler.scheduled-time>" }
    error_message = "A run knows the moment that it is of."
  }
  assert {
    condition     = length(aws_sesv2_account_vdm_attributes.this) + length(aws_sns_topic_subscription.emails) == 0 && aws_sns_topic.notices.kms_master_key_id == "alias/aws/sns"
    error_message = "The account's switch is left alone, and nobody gets an email unless asked for."
  }
  assert {
    condition     = one(aws_sfn_state_machine.this.logging_configuration).level == "ALL" && one(aws_sfn_state_machine.this.logging_configuration).include_execution_data == false && length(aws_sfn_state_machine.this.encryption_configuration) == 0
    error_message = "Logging is on, and holds no data."
  }
  assert {
    condition     = jsonencode(local.lifecycle_rules) == jsonencode({ all = { abort_days = 7, noncurrent_days = 30 }, reports = { expiration_days = 400, prefix = "vdm/" } })
    error_message = "The bucket keeps former versions for a month, and deletes reports after 400 days: ${jsonencode(local.lifecycle_rules)}"
  }
}

run "line_6_nothing_runs_for_ever" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    poll_interval_seconds = 60
    max_polls             = 7
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.this.definition).States.WaitForExport.Seconds == 60 && strcontains(jsonencode(jsondecode(aws_sfn_state_machine.this.definition).States.IsExportDone), "$polls \\u003e= 7")
    error_message = "The budget is what the inputs say."
  }
  assert {
    condition     = jsondecode(aws_sfn_state_machine.this.definition).TimeoutSeconds == 7 * (60 + 60) + 7200
    error_message = "The whole machine has an end, after every notice."
  }
}

run "least_privilege" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
  }

  assert {
    condition     = jsonencode({ for condition in one(data.aws_iam_policy_document.start_export.statement).condition : condition.variable => one(condition.values) }) == jsonencode({ "ses:ApiVersion" = "2", "ses:ExportSourceType" = "METRICS_DATA" }) && jsonencode(one(data.aws_iam_policy_document.start_export.statement).actions) == "[\"ses:CreateExportJob\"]"
    error_message = "Jobs may be created of statistics only: messages have addresses."
  }
  assert {
    condition     = one(one(data.aws_iam_policy_document.check_export.statement).resources) == "arn:aws:ses:eu-west-1:111122223333:export-job/*" && jsonencode(one(data.aws_iam_policy_document.check_export.statement).actions) == "[\"ses:GetExportJob\"]"
    error_message = "Jobs may be read."
  }
  assert {
    condition     = jsonencode({ for statement in data.aws_iam_policy_document.store_report.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({ StoreReports = [["s3:PutObject"], ["arn:aws:s3:::shop-reports-vdm-111122223333-eu-west-1/vdm/*"]] })
    error_message = "Reports may be written, and not be read: no link is asked for."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.machine.statement : statement.sid => [statement.actions, statement.resources] if statement.sid != "DeliverLogs" }) == jsonencode({
      CallFunctions = [["lambda:InvokeFunction"], distinct([for function in module.functions : function.function_arn])]
      Tell          = [["sns:Publish"], [aws_sns_topic.notices.arn]]
    })
    error_message = "The machine calls its functions and tells its topic."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.schedule.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({
      KeepWhatDidNotStart = [["sqs:SendMessage"], [module.not_started.queue_arn]]
      StartExport         = [["states:StartExecution"], ["arn:aws:states:eu-west-1:111122223333:stateMachine:shop-reports-vdm-export"]]
    })
    error_message = "The schedule starts this machine, and keeps what it could not start."
  }
  assert {
    condition = jsonencode([for trust in [data.aws_iam_policy_document.machine_trust, data.aws_iam_policy_document.schedule_trust] : { for condition in one(trust.statement).condition : condition.variable => one(condition.values) }]) == jsonencode([
      { "aws:SourceAccount" = "111122223333", "aws:SourceArn" = "arn:aws:states:eu-west-1:111122223333:stateMachine:shop-reports-vdm-export" },
      { "aws:SourceAccount" = "111122223333", "aws:SourceArn" = "arn:aws:scheduler:eu-west-1:111122223333:schedule-group/default" },
    ])
    error_message = "Roles are taken for this machine, and for schedules of this account."
  }
  assert {
    condition     = alltrue([for role in [aws_iam_role.machine, aws_iam_role.schedule] : role.permissions_boundary == var.permissions_boundary_arn && length(role.name) <= 64])
    error_message = "Roles are bounded."
  }
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "vdm-export-failed" && module.not_started.queue_name == "shop-reports-vdm-export-not-started" && startswith(module.not_started.alarm_arn, "arn:aws:cloudwatch:") && aws_scheduler_schedule.export.target[0].dead_letter_config[0].arn == module.not_started.queue_arn
    error_message = "A run without success is told of, and one that never began."
  }
}

run "everything" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    name_prefix           = "a234567890123456789012345678901"
    kms_key_arn           = "arn:aws:kms:eu-west-1:111122223333:key/mock"
    report_bucket_name    = "finance"
    notification_emails   = ["billing@example.org", "tenants@example.org"]
    link_expiry_hours     = 12
    manage_account_vdm    = true
    schedule_enabled      = false
    schedule_expression   = "rate(7 days)"
    schedule_timezone     = "Europe/Paris"
    period                = "rolling_days"
    rolling_days          = 7
    data_format           = "JSON"
    report_retention_days = 30
  }

  assert {
    condition     = output.report_bucket == "finance" && length(module.bucket) == 0
    error_message = "Of a bucket that exists, nothing is changed."
  }
  assert {
    condition     = jsonencode({ for statement in data.aws_iam_policy_document.store_report.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({ SignLinks = [["s3:GetObject"], ["arn:aws:s3:::finance/vdm/*"]], StoreReports = [["s3:PutObject"], ["arn:aws:s3:::finance/vdm/*"]] })
    error_message = "Who signs links may read what they lead to."
  }
  assert {
    condition     = aws_sns_topic.notices.kms_master_key_id == var.kms_key_arn && aws_sfn_state_machine.this.encryption_configuration[0].kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.machine.kms_key_id == var.kms_key_arn && alltrue([for document in [data.aws_iam_policy_document.machine, data.aws_iam_policy_document.schedule] : contains([for statement in document.statement : statement.sid], "UseKey")])
    error_message = "The key encrypts topic, machine and log, and machine and schedule may use it."
  }
  assert {
    condition     = join(",", sort([for subscription in aws_sns_topic_subscription.emails : "${subscription.protocol}:${subscription.endpoint}"])) == "email:billing@example.org,email:tenants@example.org"
    error_message = "Each address is told."
  }
  assert {
    condition     = aws_sesv2_account_vdm_attributes.this[0].vdm_enabled == "ENABLED" && one(aws_sesv2_account_vdm_attributes.this[0].dashboard_attributes).engagement_metrics == "ENABLED"
    error_message = "The switch of the account is on when it is asked for."
  }
  assert {
    condition     = aws_scheduler_schedule.export.state == "DISABLED" && aws_scheduler_schedule.export.schedule_expression_timezone == "Europe/Paris"
    error_message = "The schedule is what the inputs say."
  }
  assert {
    condition     = local.functions.start_export.environment.PERIOD == "rolling_days" && local.functions.start_export.environment.ROLLING_DAYS == "7" && jsondecode(local.functions.start_export.environment.REPORT).data_format == "JSON" && local.functions.store_report.environment.LINK_EXPIRY_HOURS == "12"
    error_message = "The functions know their settings."
  }
  assert {
    condition     = alltrue([for role in [aws_iam_role.machine, aws_iam_role.schedule] : length(role.name) <= 64]) && length("${var.name_prefix}-vdm-111122223333-ap-southeast-1") == 63
    error_message = "Names fit."
  }
}

run "bucket_whose_name_is_not_known_yet" {
  command = plan

  module {
    source = "./tests/modules/bucket_of_the_same_apply"
  }

  override_resource {
    target          = aws_s3_bucket.reports
    override_during = apply
  }

  assert {
    condition     = length(output.function_names) == 3
    error_message = "The module is planned together with the bucket that it is given."
  }
}

run "line_9_dimensions_reach_the_request" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    dimensions = { ISP = ["Gmail"], CONFIGURATION_SET = ["*"] }
    metrics    = [{ name = "SEND", aggregation = "VOLUME" }]
  }

  assert {
    condition = jsonencode(jsondecode(local.functions.start_export.environment.REPORT)) == jsonencode({
      data_format = "CSV"
      dimensions  = { CONFIGURATION_SET = ["*"], ISP = ["Gmail"] }
      metrics     = [{ aggregation = "VOLUME", name = "SEND" }]
    })
    error_message = "The function gets: ${local.functions.start_export.environment.REPORT}"
  }
}

run "line_8_eleven_metrics" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    metrics = [for n in range(11) : { name = "SEND", aggregation = "VOLUME" }]
  }

  expect_failures = [var.metrics]
}

run "line_8_wrong_inputs" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    dimensions            = { COUNTRY = ["*"] }
    metrics               = [{ name = "SENDS", aggregation = "VOLUME" }]
    rolling_days          = 0
    period                = "30 D"
    schedule_expression   = "monthly"
    schedule_timezone     = "UTC+2 or so"
    data_format           = "XLSX"
    report_bucket_name    = "Finance"
    report_retention_days = 0
    notification_emails   = ["billing"]
    link_expiry_hours     = 13
    poll_interval_seconds = 0
    max_polls             = 1001
  }

  expect_failures = [
    var.data_format, var.dimensions, var.link_expiry_hours, var.max_polls, var.metrics, var.notification_emails,
    var.period, var.poll_interval_seconds, var.report_bucket_name, var.report_retention_days, var.rolling_days,
    var.schedule_expression, var.schedule_timezone,
  ]
}

run "line_8_dimensions_without_values_or_too_many" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    dimensions = { ISP = [], EMAIL_IDENTITY = ["*"], CONFIGURATION_SET = ["*"], TENANT_NAME = ["*"] }
    metrics    = [{ name = "SEND", aggregation = "SUM" }]
  }

  expect_failures = [var.dimensions, var.metrics]
}

run "line_8_a_bucket_of_its_own_and_another" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    create_report_bucket = true
    report_bucket_name   = "finance"
  }

  expect_failures = [var.create_report_bucket]
}

run "line_8_no_bucket_at_all" {
  command = plan

  module {
    source = "./modules/ses-vdm-stat-export"
  }

  variables {
    create_report_bucket = false
  }

  expect_failures = [var.create_report_bucket]
}
