# A user pool as a shop has it, and journey attribution on top.

resource "aws_cognito_user_pool" "customers" {
  name = "${var.name_prefix}-customers"

  username_configuration {
    case_sensitive = false # Ann and ann are one user
  }

  # Where the app reads the current journey. The bounds and mutability of an attribute are permanent.
  schema {
    name                     = "campaign"
    attribute_data_type      = "String"
    mutable                  = true
    developer_only_attribute = false
    required                 = false

    string_attribute_constraints {
      min_length = 0
      max_length = 256
    }
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name         = "web"
  user_pool_id = aws_cognito_user_pool.customers.id

  explicit_auth_flows = [
    "ALLOW_USER_SRP_AUTH",      # what Amplify uses
    "ALLOW_USER_PASSWORD_AUTH", # what the demo uses, which has no SRP
    "ALLOW_REFRESH_TOKEN_AUTH",
  ]

  # The app reads the campaign and cannot write it: a client without write_attributes could write every
  # attribute, and a customer could choose the journey that gets the credit.
  read_attributes  = ["email", "custom:campaign"]
  write_attributes = ["email"]
}

module "attribution" {
  source = "../.."

  cognito_user_pool_id    = aws_cognito_user_pool.customers.id
  pinpoint_application_id = var.pinpoint_application_id
  lookback_window_days    = var.lookback_window_seconds / 86400

  app_client_ids = { web = aws_cognito_user_pool_client.web.id }
  name_prefix    = var.name_prefix
  tags           = { project = var.name_prefix }
}
