# What AWS takes no more of: the event pattern of a rule, and names that go into a function's environment.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "journey_names_go_to_whatever_records" {
  command = plan

  variables {
    journey_names = { "0a1b" = "Spring welcome", "2c3d" = "Flash" }
    sources       = { direct = { s3_bucket = "back-fills" } }
  }

  assert {
    condition = alltrue([
      for environment in [local.tagging_function.environment, local.back_fill_function.environment] :
      environment.JOURNEY_NAMES == jsonencode({ "0a1b" = "Spring welcome", "2c3d" = "Flash" })
    ])
    error_message = "Tagging and back-fill must know the names that were given."
  }
}

run "no_journey_names_no_setting" {
  command = plan

  assert {
    condition     = !contains(keys(local.tagging_function.environment), "JOURNEY_NAMES")
    error_message = "Without names there is nothing to tell the function."
  }
}

run "a_pattern_of_2048_characters" {
  command = plan

  variables {
    sources = { journey_touch = { event_bus_name = "marketing", event_sources = concat(
      [for number in range(100) : format("sender.%09d", number)],
      [format("%0101d", 0)],
    ) } }
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.inbox["journey-touch"].event_pattern) == 2048
    error_message = "This pattern was to be the longest, and has ${length(aws_cloudwatch_event_rule.inbox["journey-touch"].event_pattern)} characters."
  }
}

run "a_pattern_of_2049_characters" {
  command = plan

  variables {
    sources = { journey_touch = { event_bus_name = "marketing", event_sources = concat(
      [for number in range(100) : format("sender.%09d", number)],
      [format("%0102d", 0)],
    ) } }
  }

  expect_failures = [aws_cloudwatch_event_rule.inbox]
}

run "too_many_configuration_sets" {
  command = plan

  variables {
    sources = { ses = { configuration_sets = [for number in range(120) : format("journeys-%010d", number)] } }
  }

  expect_failures = [aws_cloudwatch_event_rule.inbox]
}
