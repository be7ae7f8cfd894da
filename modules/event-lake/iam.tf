# One role for each stream: it writes under that stream's prefixes and reads that stream's table.

resource "aws_iam_role" "firehose" {
  for_each = local.receiving

  name                 = local.names["role/${each.key}"]
  description          = "What ${local.names["firehose/${each.key}"]} may do"
  assume_role_policy   = data.aws_iam_policy_document.firehose_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "firehose_trust" {
  for_each = local.receiving

  statement {
    sid     = "Firehose"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role_policy" "firehose" {
  for_each = local.receiving

  name   = "deliver"
  role   = aws_iam_role.firehose[each.key].id
  policy = data.aws_iam_policy_document.firehose[each.key].json
}

# https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
data "aws_iam_policy_document" "firehose" {
  for_each = local.receiving

  statement {
    sid       = "FindBucket"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [local.bucket_arn]
  }

  statement {
    sid       = "WriteEvents"
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    resources = [for prefix in [each.value.table.prefix, local.errors_prefixes[each.key]] : "${local.bucket_arn}/${prefix}*"]
  }

  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.firehose[each.key].arn}:log-stream:${aws_cloudwatch_log_stream.firehose[each.key].name}"]
  }

  dynamic "statement" {
    for_each = each.value.parquet ? [1] : []

    content {
      sid     = "ReadTable"
      actions = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"]
      resources = [
        "${local.glue_arn}:catalog",
        "${local.glue_arn}:database/${var.database_name}",
        "${local.glue_arn}:table/${var.database_name}/${each.value.table.name}",
      ]
    }
  }

  dynamic "statement" {
    for_each = each.value.transform_function_arn == null ? [] : [1]

    content {
      sid       = "TransformRecords"
      actions   = ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"]
      resources = [each.value.transform_function_arn, "${each.value.transform_function_arn}:*"]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [1]

    content {
      sid       = "UseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    }
  }
}
