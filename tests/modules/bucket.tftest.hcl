# The internal building block for buckets: private, encrypted, over TLS alone, and with rules that let it forget.
# That the modules hand over what they were given: tests/unit/test_buckets.py.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan

  mock_resource "aws_s3_bucket" {
    defaults = {
      id                          = "mock"
      arn                         = "arn:aws:s3:::mock"
      bucket_regional_domain_name = "mock.s3.eu-west-1.amazonaws.com"
    }
  }
}

variables {
  bucket_name = "shop-files"
  lifecycle_rules = {
    all     = { noncurrent_days = 7, abort_days = 7 }
    reports = { prefix = "reports/", expiration_days = 400 }
  }
}

run "defaults" {
  command = plan

  module {
    source = "./modules/bucket"
  }

  assert {
    condition     = jsonencode([output.bucket, output.bucket_arn, output.bucket_regional_domain_name]) == jsonencode(["shop-files", aws_s3_bucket.this.arn, "mock.s3.eu-west-1.amazonaws.com"]) && aws_s3_bucket.this.bucket == "shop-files" && !aws_s3_bucket.this.force_destroy
    error_message = "The bucket is another one, or is destroyed with data in it: ${output.bucket}"
  }
  assert {
    condition     = alltrue([for flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] : aws_s3_bucket_public_access_block.this[flag]])
    error_message = "Nobody outside can read the bucket."
  }
  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced" && one(aws_s3_bucket_versioning.this[0].versioning_configuration).status == "Enabled"
    error_message = "The bucket's owner owns what is in it, and former versions are kept."
  }
  assert {
    condition     = jsonencode([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : [rule.bucket_key_enabled, [for default in rule.apply_server_side_encryption_by_default : default.sse_algorithm]]]) == jsonencode([[false, ["AES256"]]])
    error_message = "Without a key, S3 encrypts with its own."
  }
  assert {
    condition     = jsonencode([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : [rule.id, rule.status, rule.abort_incomplete_multipart_upload[*].days_after_initiation, rule.noncurrent_version_expiration[*].noncurrent_days]]) == jsonencode([["all", "Enabled", [7], [7]], ["reports", "Enabled", [], []]]) && aws_s3_bucket_lifecycle_configuration.this.rule[1].filter[0].prefix == "reports/"
    error_message = "Uploads and former versions end everywhere, objects below the prefix: ${jsonencode(aws_s3_bucket_lifecycle_configuration.this.rule)}"
  }
  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration).expired_object_delete_marker && one(aws_s3_bucket_lifecycle_configuration.this.rule[1].expiration).days == 400
    error_message = "Marks of deleted objects go with the last version, and reports at their age: ${jsonencode(aws_s3_bucket_lifecycle_configuration.this.rule[*].expiration)}"
  }
  assert {
    condition = jsonencode([for s in data.aws_iam_policy_document.bucket.statement : [s.sid, s.effect, s.actions, s.resources, one(s.principals).type, one(s.principals).identifiers, [for c in s.condition : [c.test, c.variable, c.values]]]]) == jsonencode([
      ["OnlyTls", "Deny", ["s3:*"], ["arn:aws:s3:::shop-files", "arn:aws:s3:::shop-files/*"], "*", ["*"], [["Bool", "aws:SecureTransport", ["false"]]]],
    ])
    error_message = "The bucket takes calls without TLS: ${jsonencode(data.aws_iam_policy_document.bucket.statement)}"
  }
  assert {
    condition     = aws_s3_bucket_policy.this.bucket == aws_s3_bucket.this.id && aws_s3_bucket_policy.this.policy == data.aws_iam_policy_document.bucket.json && length(data.aws_iam_policy_document.bucket.source_policy_documents) == 0
    error_message = "The bucket has the policy, and no other."
  }
}

run "every_choice" {
  command = plan

  module {
    source = "./modules/bucket"
  }

  variables {
    force_destroy    = true
    versioned        = false
    object_ownership = "BucketOwnerPreferred"
    kms_key_arn      = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    policy_documents = ["{\"Version\":\"2012-10-17\",\"Statement\":[]}"]
    tags             = { team = "growth" }
    lifecycle_rules  = { all = { expiration_days = 14, noncurrent_days = 1, abort_days = 2 } }
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy && aws_s3_bucket.this.tags.team == "growth"
    error_message = "With force_destroy, what is in the bucket goes with it; and the bucket has the tags."
  }
  assert {
    condition     = length(aws_s3_bucket_versioning.this) == 0 && one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerPreferred"
    error_message = "Nothing is kept of what is overwritten, and ACLs count."
  }
  assert {
    condition     = alltrue([for flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] : aws_s3_bucket_public_access_block.this[flag]])
    error_message = "No ACL can make anything public."
  }
  assert {
    condition     = jsonencode([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : [rule.bucket_key_enabled, [for default in rule.apply_server_side_encryption_by_default : [default.sse_algorithm, default.kms_master_key_id]]]]) == jsonencode([[true, [["aws:kms", var.kms_key_arn]]]])
    error_message = "The bucket is encrypted with another key."
  }
  assert {
    condition     = jsonencode([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : [rule.id, rule.expiration[*].days, rule.noncurrent_version_expiration[*].noncurrent_days, rule.abort_incomplete_multipart_upload[*].days_after_initiation]]) == jsonencode([["all", [14], [1], [2]]])
    error_message = "The rule is another one: ${jsonencode(aws_s3_bucket_lifecycle_configuration.this.rule)}"
  }
  assert {
    condition     = jsonencode(data.aws_iam_policy_document.bucket.source_policy_documents) == jsonencode(var.policy_documents) && data.aws_iam_policy_document.bucket.statement[0].sid == "OnlyTls"
    error_message = "What else the policy says stands beside the refusal of calls without TLS."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/bucket"
  }

  variables {
    bucket_name      = "Shop files"
    object_ownership = "ObjectWriter"
    lifecycle_rules  = { all = { noncurrent_days = 0.5 } }
  }

  expect_failures = [var.bucket_name, var.object_ownership, var.lifecycle_rules]
}

run "a_rule_that_does_nothing" {
  command = plan

  module {
    source = "./modules/bucket"
  }

  variables {
    versioned       = false
    lifecycle_rules = { all = { prefix = "reports/" } }
  }

  expect_failures = [var.lifecycle_rules]
}

run "versions_that_nobody_removes" {
  command = plan

  module {
    source = "./modules/bucket"
  }

  variables {
    lifecycle_rules = { all = { expiration_days = 14 } }
  }

  expect_failures = [var.lifecycle_rules]
}
