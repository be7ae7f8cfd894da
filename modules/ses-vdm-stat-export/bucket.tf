# The bucket of reports, unless there is one already. Versions are kept, as bills may rest on these files: what somebody
# overwrites or deletes can be had back for a while.

locals {
  noncurrent_days = 30
  lifecycle_rules = {
    all     = { noncurrent_days = local.noncurrent_days, abort_days = 7 }
    reports = { prefix = "vdm/", expiration_days = var.report_retention_days }
  }
}

module "bucket" {
  source   = "../bucket"
  for_each = local.bucket_wanted

  bucket_name     = each.value
  force_destroy   = var.force_destroy
  lifecycle_rules = local.lifecycle_rules
  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
}

moved {
  from = aws_s3_bucket.this["this"]
  to   = module.bucket["this"].aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_ownership_controls.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_ownership_controls.this
}

moved {
  from = aws_s3_bucket_public_access_block.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_versioning.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_versioning.this[0]
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.this["this"]
  to   = module.bucket["this"].aws_s3_bucket_policy.this
}
