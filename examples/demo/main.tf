# A user pool as a shop has it, journey attribution on top, and the lake that answers what each journey earned.

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

# What became of each email: sent, delivered, opened, clicked.
module "mail" {
  source = "../../modules/ses-events-database"

  name_prefix                = "${var.name_prefix}-mail"
  new_configuration_set_name = "${var.name_prefix}-news"
  force_destroy              = true # a demo leaves nothing behind
  tags                       = { project = var.name_prefix }
}

# The ledger of touches, the app's events, and the views from touches to ROI.
module "analytics" {
  source = "../../modules/journey-analytics"

  touches_stream_arn = module.attribution.stream_arn
  ses_database_name  = module.mail.database_name
  reporting_currency = "EUR"

  name_prefix   = "${var.name_prefix}-analytics"
  force_destroy = true
  tags          = { project = var.name_prefix }
}
