# When the state machine runs, and what tells that it did not.

resource "aws_scheduler_schedule" "export" {
  name                         = local.machine_name
  description                  = "Exports deliverability statistics for ${var.name_prefix}"
  state                        = var.schedule_enabled ? "ENABLED" : "DISABLED"
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.this.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ as_of = "<aws.scheduler.scheduled-time>" })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }

    dead_letter_config {
      arn = module.not_started.queue_arn
    }
  }
}

# What the scheduler could not start is nowhere in the machine's own numbers.
module "not_started" {
  source = "../dead-letters"

  names_begin = local.machine_name
  names_end   = "not-started"
  what        = "the schedule could not start it, and a report of deliverability statistics is missing"
  runbook     = "vdm-export-not-started"

  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

moved {
  from = aws_sqs_queue.not_started
  to   = module.not_started.aws_sqs_queue.this
}

moved {
  from = module.alarms.aws_cloudwatch_metric_alarm.this["vdm-export-not-started"]
  to   = module.not_started.module.alarms.aws_cloudwatch_metric_alarm.this["not-started"]
}

resource "aws_iam_role" "schedule" {
  name                 = "${var.name_prefix}-vdm-schedule-${local.region}"
  description          = "Lets the schedule start ${local.machine_name}"
  assume_role_policy   = data.aws_iam_policy_document.schedule_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

# The schedule's group, as the schedule itself would not do:
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
data "aws_iam_policy_document" "schedule_trust" {
  statement {
    sid     = "Scheduler"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule-group/default"]
    }
  }
}

resource "aws_iam_role_policy" "schedule" {
  name   = "start"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule.json
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "StartExport"
    actions   = ["states:StartExecution"]
    resources = [local.machine_arn]
  }
  statement {
    sid       = "KeepWhatDidNotStart"
    actions   = ["sqs:SendMessage"]
    resources = [module.not_started.queue_arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "UseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

module "alarms" {
  source = "../alarms"

  names_begin = var.name_prefix
  alarms = {
    vdm-export-failed = {
      subject    = local.machine_name
      what       = "a report of deliverability statistics is missing"
      namespace  = "AWS/States"
      dimensions = { StateMachineArn = local.machine_arn }
      statistic  = "Sum"
      threshold  = 0
      sum = {
        id      = "unsuccessful"
        label   = "Runs without success"
        metrics = ["ExecutionsAborted", "ExecutionsFailed", "ExecutionsTimedOut"]
      }
    }
  }
  alarm_topic_arn = var.alarm_topic_arn
  tags            = var.tags
}
