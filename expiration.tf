# Expiration: every minute, remove the touches whose window is over.

locals {
  expiration_function = {
    description     = "Removes touches whose lookback window is over"
    handler         = "attribution.handlers.expiration.handler"
    timeout_seconds = 60 # then the next sweep begins
    memory_mb       = 512
    asynchronous    = true # the schedule does not wait
    policy_json     = data.aws_iam_policy_document.expiration.json
    environment = {
      TABLE_NAME = aws_dynamodb_table.touches.name
    }
  }
}

data "aws_iam_policy_document" "expiration" {
  statement {
    sid       = "FindDueTouches"
    actions   = ["dynamodb:Query"]
    resources = ["${aws_dynamodb_table.touches.arn}/index/expiry"]
  }

  statement {
    sid       = "RemoveDueTouches"
    actions   = ["dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.touches.arn]
  }
}

resource "aws_scheduler_schedule" "expiration" {
  name                = "${var.name_prefix}-expiration"
  description         = "Sweeps the touches of ${var.name_prefix} whose window is over"
  schedule_expression = "rate(1 minute)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.function["expiration"].function_arn
    role_arn = aws_iam_role.schedule.arn
    input    = "{}"

    # The next sweep does what this one could not.
    retry_policy {
      maximum_event_age_in_seconds = 60
      maximum_retry_attempts       = 0
    }
  }
}

resource "aws_iam_role" "schedule" {
  name                 = "${var.name_prefix}-schedule-${local.region}"
  description          = "Lets the schedule of ${var.name_prefix} call the expiration function"
  assume_role_policy   = data.aws_iam_policy_document.schedule_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

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
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role_policy" "schedule" {
  name   = "sweep"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule.json
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "CallExpiration"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.function["expiration"].function_arn]
  }
}
