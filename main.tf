# Journey attribution. The table of touches is the one truth; each file beside this one adds what
# writes it (tagging.tf, back_fill.tf, a file for each kind of sender), keeps it in time (expiration.tf) or carries it to the app
# (projection.tf, token.tf).

resource "aws_dynamodb_table" "touches" {
  name         = "${var.name_prefix}-touches"
  billing_mode = "PAY_PER_REQUEST"
  tags         = var.tags

  # One item per user: the stream keeps order per item, so all changes of a user stay in order.
  hash_key                    = "username"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "username"
    type = "S"
  }
  attribute {
    name = "expiry_shard"
    type = "N"
  }
  attribute {
    name = "expires_at"
    type = "N"
  }

  global_secondary_index {
    name            = "expiry"
    hash_key        = "expiry_shard"
    range_key       = "expires_at"
    projection_type = "KEYS_ONLY"
  }

  # The backstop: DynamoDB deletes within days. The expiration function keeps the time.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
