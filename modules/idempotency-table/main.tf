# What was done already, so that a message that comes twice is worked on once. The keys are Powertools' own:
# https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/#required-resources

locals {
  # So that the statements of several tables can stand in one policy.
  purpose_in_sids = replace(title(replace(var.purpose, "-", " ")), " ", "")
}

resource "aws_dynamodb_table" "this" {
  name         = "${var.name_prefix}-${var.purpose}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = var.tags

  attribute {
    name = "id"
    type = "S"
  }

  # DynamoDB deletes within days; Powertools compares the time itself.
  ttl {
    attribute_name = "expiration"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true # no table of ours goes without
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}

# What the function's role needs. The name tells the tests that it is an output, not the policy of a role here.
data "aws_iam_policy_document" "consumers" {
  statement {
    sid       = "Remember${local.purpose_in_sids}"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.this.arn]
  }
}
