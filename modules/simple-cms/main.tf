# A private bucket behind CloudFront: whatever is uploaded is public under the distribution's name, and nowhere else.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  # Prefix, account and Region have 63 characters at most, as the names of buckets.
  bucket_name     = coalesce(var.bucket_name, "${var.name_prefix}-cms-${local.account}-${local.region}")
  log_bucket_name = coalesce(var.log_bucket_name, "${var.name_prefix}-log-${local.account}-${local.region}")
  bucket_arn      = "arn:${local.partition}:s3:::${local.bucket_name}"

  # CloudFront is global, so what it names holds the Region: a prefix may be in use in several.
  name = "${var.name_prefix}-${local.region}"
}
