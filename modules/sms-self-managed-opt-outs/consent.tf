# Whose wish stands, which texts are done with, and the list that End User Messaging itself looks at.

resource "aws_dynamodb_table" "consent" {
  name                        = "${var.name_prefix}-consent"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "phone_number"
  range_key                   = "program"
  deletion_protection_enabled = !var.force_destroy # who opted out must not be forgotten
  tags                        = var.tags

  attribute {
    name = "phone_number"
    type = "S"
  }

  attribute {
    name = "program"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}

module "inbound_seen" {
  source = "../idempotency-table"

  purpose = "inbound-seen"

  name_prefix = var.name_prefix
  tags        = var.tags
  kms_key_arn = var.kms_key_arn
}

resource "aws_pinpointsmsvoicev2_opt_out_list" "this" {
  count = var.mirror_opt_out_list ? 1 : 0

  name = "${var.name_prefix}-opt-outs"
  tags = var.tags
}

# What a sender's role needs to ask the table.
data "aws_iam_policy_document" "consumers" {
  statement {
    sid       = "AskForConsent"
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.consent.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "DecryptConsent"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }
}
