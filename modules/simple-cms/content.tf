# The bucket of the content. Only the distribution reads it, and a former version of each object is kept for a while.

locals {
  content_lifecycle_rules = {
    former-versions = { noncurrent_days = var.noncurrent_version_days, abort_days = 7 }
  }
}

module "content" {
  source = "../bucket"

  bucket_name      = local.bucket_name
  force_destroy    = var.force_destroy
  lifecycle_rules  = local.content_lifecycle_rules
  policy_documents = [data.aws_iam_policy_document.bucket_content.json]
  tags             = var.tags
  kms_key_arn      = var.kms_key_arn
}

resource "aws_s3_bucket_logging" "content" {
  bucket        = module.content.bucket
  target_bucket = local.log_bucket_name
  target_prefix = local.log_prefixes["bucket"]

  # S3 tries whether it may write.
  depends_on = [module.logs]
}

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
data "aws_iam_policy_document" "bucket_content" {
  statement {
    sid       = "OnlyThisDistributionReads"
    actions   = ["s3:GetObject"]
    resources = ["${local.bucket_arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.this.arn]
    }
  }
}

# An output: what whoever uploads needs, and whoever takes an upload back by its former version.
data "aws_iam_policy_document" "producers" {
  statement {
    sid       = "ChangeContent"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    resources = ["${local.bucket_arn}/*"]
  }

  statement {
    sid       = "ListContent"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [local.bucket_arn]
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

moved {
  from = aws_s3_bucket.content
  to   = module.content.aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_ownership_controls.content
  to   = module.content.aws_s3_bucket_ownership_controls.this
}

moved {
  from = aws_s3_bucket_public_access_block.content
  to   = module.content.aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.content
  to   = module.content.aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_versioning.content
  to   = module.content.aws_s3_bucket_versioning.this[0]
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.content
  to   = module.content.aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.content
  to   = module.content.aws_s3_bucket_policy.this
}
