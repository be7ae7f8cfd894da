# Days become whole seconds: rounded, at least one.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "less_than_a_second_is_one" {
  command = plan

  variables {
    lookback_window_days = 0.000001
  }

  assert {
    condition     = local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS == "1"
    error_message = "A window has at least one second, not ${local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS}."
  }
}

run "a_third_of_a_day_is_rounded" {
  command = plan

  variables {
    lookback_window_days = 0.3333333333
    journey_lookback_days = {
      "Spring <& welcome>" = 0.25
      blink                = 0.000001
      half_seconds_go_up   = 0.00001736112 # 1.5000008 s
      just_below_half      = 0.0000173611  # 1.49999904 s
      long                 = 400
    }
  }

  assert {
    condition     = local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS == "28800"
    error_message = "A third of a day is not ${local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS} s."
  }
  assert {
    condition = jsonencode(jsondecode(local.tagging_function.environment.JOURNEY_LOOKBACK_SECONDS)) == jsonencode({
      "Spring <& welcome>" = 21600
      blink                = 1
      half_seconds_go_up   = 2
      just_below_half      = 1
      long                 = 34560000
    })
    error_message = "The windows are ${local.tagging_function.environment.JOURNEY_LOOKBACK_SECONDS}"
  }
}

run "ten_years_are_written_in_digits" {
  command = plan

  variables {
    lookback_window_days = 3650
  }

  assert {
    condition     = local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS == "315360000"
    error_message = "Ten years are not ${local.tagging_function.environment.LOOKBACK_WINDOW_SECONDS} s."
  }
}
