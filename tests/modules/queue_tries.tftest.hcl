# Callers of the block for queues say in their own words which tries would outlive a message: nobody sees the block.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "tries_of_ses_feedback_that_end_in_14_days" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    configuration_set_names = ["news"]
    lambda_timeout_seconds  = 900
    max_receive_count       = 222
  }

  assert {
    condition     = (var.max_receive_count + 1) * 6 * var.lambda_timeout_seconds < 14 * 86400
    error_message = "More tries than end in time are taken."
  }
}

run "tries_of_ses_feedback_that_do_not" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    configuration_set_names = ["news"]
    lambda_timeout_seconds  = 900
    max_receive_count       = 223
  }

  expect_failures = [var.max_receive_count]
}

run "no_tries_of_ses_feedback_at_all" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    configuration_set_names = ["news"]
    max_receive_count       = 0
  }

  expect_failures = [var.max_receive_count]
}
