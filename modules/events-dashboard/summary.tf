# Optional: each day's numbers, written once, so that nobody reads raw events for them.

locals {
  summary          = var.daily_summary_enabled ? { summary = "${var.name_prefix}-daily-summary" } : {}
  summary_table    = jsondecode(file("${local.analytics}/tables/daily_engagement.json"))
  summary_name     = "${var.view_prefix}${local.summary_table.name}"
  summary_location = "s3://${var.lake_bucket}/${var.summary_prefix}"
  # https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html: names end in Exception, and
  # the API's own name of this one does not.
  already_started = ["Sfn.ExecutionAlreadyExists", "Sfn.ExecutionAlreadyExistsException"]
  catch = [{
    ErrorEquals = ["States.ALL"]
    Assign      = { reason = "{% $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}" }
    Next        = "NotifyFailure"
  }]
  summary_alarms = {
    for key, name in local.summary : "summary-failed" => {
      subject    = name
      what       = "a day has no numbers, or old ones"
      namespace  = "AWS/States"
      dimensions = { StateMachineArn = aws_sfn_state_machine.summary[key].arn }
      statistic  = "Sum"
      threshold  = 0
      sum = {
        id      = "unsuccessful"
        label   = "Runs without success"
        metrics = ["ExecutionsAborted", "ExecutionsFailed", "ExecutionsTimedOut"]
      }
    }
  }
  machine_arns = { for key, name in local.summary : key => "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:${name}" }
}

# Objects lie in day=yyyy-MM-dd/, which only the machine looks at: the table is small and is read as a whole.
resource "aws_glue_catalog_table" "summary" {
  for_each = local.summary

  database_name = var.database_name
  name          = local.summary_name
  description   = local.summary_table.comment
  table_type    = "EXTERNAL_TABLE"
  parameters    = { "EXTERNAL" = "TRUE", "classification" = "parquet" }

  storage_descriptor {
    location      = local.summary_location
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = local.summary_table.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}

resource "aws_sfn_state_machine" "summary" {
  for_each = local.summary

  name     = each.value
  role_arn = aws_iam_role.machine[each.key].arn
  tags     = var.tags
  definition = templatefile("${path.module}/summary.asl.json.tftpl", {
    machine_arn = jsonencode(local.machine_arns[each.key])
    bucket      = jsonencode(var.lake_bucket)
    prefix      = var.summary_prefix
    database    = jsonencode(var.database_name)
    workgroup   = jsonencode(var.workgroup_name)
    topic_arn   = jsonencode(aws_sns_topic.notices[each.key].arn)
    retry = jsonencode([
      { ErrorEquals = local.already_started, MaxAttempts = 0 },
      { ErrorEquals = ["States.ALL"], IntervalSeconds = 5, MaxAttempts = 5, BackoffRate = 2, JitterStrategy = "FULL" },
    ])
    catch         = jsonencode(local.catch)
    catch_started = jsonencode(concat([{ ErrorEquals = local.already_started, Next = "Done" }], local.catch))
    statement = jsonencode(join("", [
      "UNLOAD (\n",
      templatefile("${local.analytics}/queries/events_dashboard/daily_engagement.sql", { day = "{day}", view_prefix = var.view_prefix }),
      ")\nTO '${local.summary_location}day={day}/'\nWITH (format = 'PARQUET', compression = 'SNAPPY')",
    ]))
  })

  dynamic "encryption_configuration" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      type       = "CUSTOMER_MANAGED_KMS_KEY"
      kms_key_id = encryption_configuration.value
    }
  }

  depends_on = [aws_iam_role_policy.machine]
}

resource "aws_sns_topic" "notices" {
  for_each = local.summary

  name              = each.value
  kms_master_key_id = coalesce(var.kms_key_arn, "alias/aws/sns")
  tags              = var.tags
}

resource "aws_scheduler_schedule" "summary" {
  for_each = local.summary

  name                         = each.value
  description                  = "Sums up yesterday's events for ${var.name_prefix}"
  schedule_expression          = var.summary_schedule_expression
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.summary[each.key].arn
    role_arn = aws_iam_role.summary_schedule[each.key].arn
    input    = jsonencode({ as_of = "<aws.scheduler.scheduled-time>" })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }
}

module "alarms" {
  source = "../alarms"

  names_begin     = var.name_prefix
  alarms          = local.summary_alarms
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.summary_failed["summary"]
  to   = module.alarms.aws_cloudwatch_metric_alarm.this["summary-failed"]
}
