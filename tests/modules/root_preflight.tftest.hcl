# User pools that do not fit stop the plan, and those that fit pass.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "no_attributes_at_all" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = []
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "only_attributes_of_similar_names" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [
        {
          name                         = "campaign"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
        },
        {
          name                         = "custom:Campaign"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
        },
        {
          name                         = "custom:campaigns"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
        },
        {
          name                         = "dev:custom:campaign"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = true
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
        },
      ]
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "not_a_string" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "Number"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = []
      }]
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "not_mutable" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "String"
        mutable                      = false
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = [{ min_length = "0", max_length = "256" }]
      }]
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "too_short" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "String"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = [{ min_length = "0", max_length = "149" }]
      }]
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "no_short_names" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "String"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = [{ min_length = "2", max_length = "256" }]
      }]
    }
  }

  expect_failures = [data.aws_cognito_user_pool.this]
}

run "just_long_enough_beside_others_that_do_not_matter" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [
        {
          name                         = "custom:shoe_size"
          attribute_data_type          = "Number"
          mutable                      = false
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = []
        },
        {
          name                         = "custom:campaign"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "150" }]
        },
        {
          name                         = "custom:note"
          attribute_data_type          = "String"
          mutable                      = true
          required                     = false
          developer_only_attribute     = false
          number_attribute_constraints = []
          string_attribute_constraints = [{ min_length = "0", max_length = "10" }]
        },
      ]
    }
  }

  assert {
    condition     = local.tagging_function.environment.CAMPAIGN_ATTRIBUTE_MAX_LENGTH == "150"
    error_message = "Tagging must know how long a name may be."
  }
}

run "no_bounds_are_those_of_cognito" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "String"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = []
      }]
    }
  }

  assert {
    condition     = local.tagging_function.environment.CAMPAIGN_ATTRIBUTE_MAX_LENGTH == "2048"
    error_message = "Without bounds, Cognito takes 2,048 characters."
  }
}

run "empty_bounds_are_those_of_cognito" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:campaign"
        attribute_data_type          = "String"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = [{ min_length = null, max_length = null }]
      }]
    }
  }

  assert {
    condition     = local.tagging_function.environment.CAMPAIGN_ATTRIBUTE_MAX_LENGTH == "2048"
    error_message = "Without a maximum, Cognito takes 2,048 characters."
  }
}
