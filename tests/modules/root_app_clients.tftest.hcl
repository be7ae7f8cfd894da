# Invariant I7: the module warns of each app client that may write the campaign attribute.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient", app = "otherclient" }
}

run "clients_that_may_write_other_attributes_only" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = ["safeclient", "otherclient"] }
  }
  override_data {
    target = data.aws_cognito_user_pool_client.app
    values = { write_attributes = ["email", "custom:campaigns"] }
  }

  assert {
    condition     = length(local.app_clients_that_may_write) + length(local.app_clients_not_listed) == 0
    error_message = "There is nothing to warn of."
  }
}

run "a_client_that_may_write_the_attribute" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = ["safeclient", "otherclient"] }
  }
  override_data {
    target = data.aws_cognito_user_pool_client.app["app"]
    values = { write_attributes = ["email", "custom:campaign"] }
  }

  expect_failures = [check.app_clients_may_not_write_the_campaign_attribute]

  assert {
    condition     = join(",", local.app_clients_that_may_write) == "app"
    error_message = "The warning must name the client that may write, and no other."
  }
}

run "a_client_without_a_list_may_write_everything" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = ["safeclient", "otherclient"] }
  }
  override_data {
    target = data.aws_cognito_user_pool_client.app["app"]
    values = { write_attributes = [] }
  }

  expect_failures = [check.app_clients_may_not_write_the_campaign_attribute]

  assert {
    condition     = join(",", local.app_clients_that_may_write) == "app"
    error_message = "The warning must name the client that may write, and no other."
  }
}

run "a_client_that_nobody_listed" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = ["safeclient", "otherclient", "forgotten"] }
  }

  expect_failures = [check.app_clients_may_not_write_the_campaign_attribute]

  assert {
    condition     = join(",", local.app_clients_not_listed) == "forgotten" && length(local.app_clients_that_may_write) == 0
    error_message = "The warning must name the client that is not listed, and no other."
  }
}
