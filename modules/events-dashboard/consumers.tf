# What who reads needs: QuickSight's role, which is the account's and not of this module, and analysts.

locals {
  summary_tables = [for name in keys(local.summary) : "${local.glue_arn}:table/${var.database_name}/${local.summary_name}"]
  summary_arns   = [for name in keys(local.summary) : "${local.bucket_arn}/${var.summary_prefix}*"]
  consumers = merge(
    {
      quicksight = {
        catalog = concat(local.catalog_arns, local.summary_tables)
        buckets = local.event_bucket_arns
        objects = concat(local.event_arns, local.summary_arns)
      }
    },
    # The lakes' own policies are for their events. This one is for the numbers alone.
    {
      for name in keys(local.summary) : name => {
        catalog = concat(["${local.glue_arn}:catalog", "${local.glue_arn}:database/${var.database_name}"], local.summary_tables)
        buckets = [local.bucket_arn]
        objects = local.summary_arns
      }
    },
  )
}

# https://docs.aws.amazon.com/quicksight/latest/developerguide/athena-permissions.html
data "aws_iam_policy_document" "consumers" {
  for_each = local.consumers

  statement {
    sid = "RunQueries"
    actions = [
      "athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetQueryResultsStream", "athena:GetWorkGroup",
      "athena:StartQueryExecution", "athena:StopQueryExecution",
    ]
    resources = [local.workgroup]
  }

  statement {
    sid       = "ReadCatalog"
    actions   = ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"]
    resources = each.value.catalog
  }

  statement {
    sid       = "FindObjects"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = each.value.buckets
  }

  statement {
    sid       = "ReadObjects"
    actions   = ["s3:GetObject"]
    resources = each.value.objects
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${local.bucket_arn}/results/*"]
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
