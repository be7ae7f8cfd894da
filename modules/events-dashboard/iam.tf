# What the daily summary may do, and what its schedule may do.

data "aws_iam_policy_document" "machine_trust" {
  for_each = local.summary

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
  }
}

data "aws_iam_policy_document" "summary_schedule_trust" {
  for_each = local.summary

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
  }
}

resource "aws_iam_role" "machine" {
  for_each = local.summary

  name                 = "${each.value}-${local.region}"
  description          = "What ${each.value} may do"
  assume_role_policy   = data.aws_iam_policy_document.machine_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "machine" {
  for_each = local.summary

  name   = "sum-up"
  role   = aws_iam_role.machine[each.key].id
  policy = data.aws_iam_policy_document.machine[each.key].json
}

data "aws_iam_policy_document" "machine" {
  for_each = local.summary

  statement {
    sid       = "StartDay"
    actions   = ["states:StartExecution"]
    resources = [local.machine_arns[each.key]]
  }

  statement {
    sid       = "RunQuery"
    actions   = ["athena:GetQueryExecution", "athena:StartQueryExecution", "athena:StopQueryExecution"]
    resources = [local.workgroup]
  }

  statement {
    sid       = "ReadCatalog"
    actions   = ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"]
    resources = local.catalog_arns
  }

  statement {
    sid       = "FindObjects"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = local.event_bucket_arns
  }

  statement {
    sid       = "ReadEvents"
    actions   = ["s3:GetObject"]
    resources = local.event_arns
  }

  statement {
    sid       = "ReplaceSummary"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${local.bucket_arn}/${var.summary_prefix}*"]
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${local.bucket_arn}/results/*"]
  }

  statement {
    sid       = "TellOfFailures"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notices[each.key].arn]
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

resource "aws_iam_role" "summary_schedule" {
  for_each = local.summary

  name                 = "${var.name_prefix}-summary-schedule-${local.region}"
  description          = "Lets the schedule start ${each.value}"
  assume_role_policy   = data.aws_iam_policy_document.summary_schedule_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "summary_schedule" {
  for_each = local.summary

  name   = "start"
  role   = aws_iam_role.summary_schedule[each.key].id
  policy = data.aws_iam_policy_document.summary_schedule[each.key].json
}

data "aws_iam_policy_document" "summary_schedule" {
  for_each = local.summary

  statement {
    sid       = "StartSummary"
    actions   = ["states:StartExecution"]
    resources = [local.machine_arns[each.key]]
  }
}
