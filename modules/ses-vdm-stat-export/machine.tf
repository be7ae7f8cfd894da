# The state machine, and what it may do.

locals {
  # What no retry can help is named; whatever else fails may be a matter of time.
  retry = [
    { ErrorEquals = ["BadInput", "ConfigError", "PermanentError", "UnexpectedError"], MaxAttempts = 0 },
    { ErrorEquals = ["States.ALL"], IntervalSeconds = 5, MaxAttempts = 5, BackoffRate = 2, JitterStrategy = "FULL" },
  ]
  catch = [{
    ErrorEquals = ["States.ALL"]
    Assign      = { status = "ERROR", reason = "{% ${local.error_text} %}" }
    Next        = "NotifyFailure"
  }]
  # The report is there by then, so it is wrong to say that it is not.
  catch_not_told = [{
    ErrorEquals = ["States.ALL"]
    Assign      = { status = "STORED_NOT_TOLD", reason = "{% ${local.error_text} %}" }
    Next        = "NotifyFailure"
  }]
  # The text of a function's error, without its frames; of other errors the whole cause.
  error_text = "($cause := $string($states.errorOutput.Cause); $found := $match($cause, /\"errorMessage\": ?\"([^\"]*)\"/); $string($states.errorOutput.Error) & ': ' & ($exists($found) ? $found[0].groups[0] : $cause))"

  # Whatever happens, notices included, has happened by then.
  seconds_at_most = var.max_polls * (var.poll_interval_seconds + 60) + 7200
}

resource "aws_sfn_state_machine" "this" {
  name     = local.machine_name
  role_arn = aws_iam_role.machine.arn
  tags     = var.tags
  definition = templatefile("${path.module}/export.asl.json.tftpl", {
    function_arns   = { for name, function in module.functions : name => jsonencode(function.function_arn) }
    topic_arn       = jsonencode(aws_sns_topic.notices.arn)
    name_prefix     = var.name_prefix
    wait_seconds    = var.poll_interval_seconds
    max_polls       = var.max_polls
    seconds_at_most = local.seconds_at_most
    retry           = jsonencode(local.retry)
    catch           = jsonencode(local.catch)
    catch_not_told  = jsonencode(local.catch_not_told)
  })

  # Without execution data, as notices may hold a link. The history of each execution has it all the same.
  logging_configuration {
    level                  = "ALL"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.machine.arn}:*"
  }

  dynamic "encryption_configuration" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      type       = "CUSTOMER_MANAGED_KMS_KEY"
      kms_key_id = encryption_configuration.value
    }
  }

  depends_on = [aws_iam_role_policy.machine]
}

# The name begins as it does so that the logs' own policy of the account does not grow with each machine.
resource "aws_cloudwatch_log_group" "machine" {
  name              = "/aws/vendedlogs/states/${local.machine_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "machine" {
  name                 = "${local.machine_name}-${local.region}"
  description          = "What ${local.machine_name} may do"
  assume_role_policy   = data.aws_iam_policy_document.machine_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
data "aws_iam_policy_document" "machine_trust" {
  statement {
    sid     = "StepFunctions"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.machine_arn]
    }
  }
}

resource "aws_iam_role_policy" "machine" {
  name   = "export"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.machine.json
}

data "aws_iam_policy_document" "machine" {
  statement {
    sid       = "CallFunctions"
    actions   = ["lambda:InvokeFunction"]
    resources = [for function in module.functions : function.function_arn]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notices.arn]
  }

  # Of no resource, as https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html has it.
  statement {
    sid = "DeliverLogs"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    resources = ["*"]
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
