# Who asked for what: the access logs of the content's bucket, and those of the distribution.
#
# The distribution's are CloudFront's standard logs of the first kind. The second kind is set up with CloudWatch Logs
# in us-east-1 alone, wherever the logs go, and a module has the provider of one Region:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html

locals {
  log_prefixes   = { bucket = "s3/", distribution = "cdn/" }
  log_bucket_arn = "arn:${local.partition}:s3:::${local.log_bucket_name}"

  # CloudFront delivers logs of the first kind to no Region that an account has to enable. AWS adds no others any more:
  # https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
  regions_with_logs = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]

  log_lifecycle_rules = {
    all = { expiration_days = var.log_retention_days_s3, abort_days = 7 }
  }
}

module "logs" {
  source = "../bucket"
  count  = var.log_bucket_name == null ? 1 : 0

  bucket_name      = local.log_bucket_name
  force_destroy    = var.force_destroy
  versioned        = false # nobody writes the same log twice
  lifecycle_rules  = local.log_lifecycle_rules
  policy_documents = [data.aws_iam_policy_document.bucket_logs.json]
  tags             = var.tags

  # CloudFront gives its log account a right in the bucket's ACL when the distribution is made, so ACLs must count.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
  object_ownership = "BucketOwnerPreferred"

  # S3 writes its access logs to no bucket whose default is a key of KMS:
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
  kms_key_arn = null
}

# CloudFront is not named: it writes by the bucket's ACL.
data "aws_iam_policy_document" "bucket_logs" {
  statement {
    sid       = "LogsOfTheContentsBucket"
    actions   = ["s3:PutObject"]
    resources = ["${local.log_bucket_arn}/${local.log_prefixes["bucket"]}*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.bucket_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

moved {
  from = aws_s3_bucket.logs[0]
  to   = module.logs[0].aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_ownership_controls.logs[0]
  to   = module.logs[0].aws_s3_bucket_ownership_controls.this
}

moved {
  from = aws_s3_bucket_public_access_block.logs[0]
  to   = module.logs[0].aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.logs[0]
  to   = module.logs[0].aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.logs[0]
  to   = module.logs[0].aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.logs[0]
  to   = module.logs[0].aws_s3_bucket_policy.this
}
