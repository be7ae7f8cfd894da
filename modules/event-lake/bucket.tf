# Versions are kept, as people write the files of config/ and may overwrite or delete what they need. Events are written
# once, so it costs them nothing; but what is deleted on a person's wish is gone only when the rule `all` removed it.

locals {
  noncurrent_days = 7
  retention_days = merge(
    { for key, stream in var.streams : "events-${key}" => { prefix = stream.table.prefix, days = var.event_retention_days } },
    {
      errors  = { prefix = "errors/", days = var.event_retention_days }
      results = { prefix = "results/", days = var.query_result_retention_days }
    },
  )
  lifecycle_rules = merge(
    { all = { noncurrent_days = local.noncurrent_days, abort_days = 7 } },
    { for id, kept in local.retention_days : id => { prefix = kept.prefix, expiration_days = kept.days } },
  )
}

module "bucket" {
  source = "../bucket"

  bucket_name     = local.names["bucket"]
  force_destroy   = var.force_destroy
  lifecycle_rules = local.lifecycle_rules
  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
}

moved {
  from = aws_s3_bucket.this
  to   = module.bucket.aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_ownership_controls.this
  to   = module.bucket.aws_s3_bucket_ownership_controls.this
}

moved {
  from = aws_s3_bucket_public_access_block.this
  to   = module.bucket.aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.this
  to   = module.bucket.aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_versioning.this
  to   = module.bucket.aws_s3_bucket_versioning.this[0]
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.this
  to   = module.bucket.aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.this
  to   = module.bucket.aws_s3_bucket_policy.this
}
