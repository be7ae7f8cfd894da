# Lookups: whom a reference in a payload means, such as an endpoint or a text message, and when a call of
# Connect was first seen.

locals {
  user_lookups_wanted = var.sources.pinpoint_events != null || var.sources.sms != null
  lookups_wanted      = local.user_lookups_wanted || var.sources.connect_journey != null
}

resource "aws_dynamodb_table" "lookups" {
  count = local.lookups_wanted ? 1 : 0

  name                        = "${var.name_prefix}-lookups"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "reference"
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "reference"
    type = "S"
  }
  attribute {
    name = "username"
    type = "S"
  }

  # So that all that points to a user can be found, to forget it.
  global_secondary_index {
    name            = "username"
    hash_key        = "username"
    projection_type = "KEYS_ONLY"
  }

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
