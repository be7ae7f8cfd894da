# Back-fill: lists of touches in S3 -> touches in the table; lists of endpoints -> the lookups.

locals {
  back_fill_wanted = try(var.sources.direct.s3_bucket, null) != null

  back_fill_function = {
    description     = "Records touches, and users of endpoints, from lists in S3"
    handler         = "attribution.handlers.back_fill.handler"
    timeout_seconds = 900
    memory_mb       = 1769  # one whole processor
    asynchronous    = false # called by a person or a script, with what to go on from
    policy_json     = one(data.aws_iam_policy_document.back_fill[*].json)
    environment     = merge(local.recording_environment, { BACK_FILL_BUCKET = try(var.sources.direct.s3_bucket, null) })
  }
}

data "aws_iam_policy_document" "back_fill" {
  count = local.back_fill_wanted ? 1 : 0

  statement {
    sid       = "ReadLists"
    actions   = ["s3:GetObject"]
    resources = ["arn:${local.partition}:s3:::${var.sources.direct.s3_bucket}/${var.sources.direct.s3_prefix}*"]
  }

  statement {
    sid       = "RecordTouches"
    actions   = ["dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.touches.arn]
  }

  # Lists of endpoints, for events that name an endpoint only.
  dynamic "statement" {
    for_each = local.kinesis_wanted ? [1] : []

    content {
      sid       = "RememberEndpoints"
      actions   = ["dynamodb:PutItem"]
      resources = aws_dynamodb_table.lookups[*].arn
    }
  }
}
