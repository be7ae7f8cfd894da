# Applied, changed and destroyed on a mocked provider: what is unknown at plan must not break it.

mock_provider "aws" {
  source = "./tests/modules/mocks"
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "delivery_by_attribute" {
  assert {
    condition     = output.table_arn == aws_dynamodb_table.touches.arn && output.stream_arn == aws_dynamodb_table.touches.stream_arn
    error_message = "The outputs lead to the table."
  }
  assert {
    condition     = output.backlog_queue_url == aws_sqs_queue.backlog[0].url && output.dead_letter_queue_url == aws_sqs_queue.dead_letters.url
    error_message = "The outputs lead to the queues."
  }
  assert {
    condition     = output.tagging_function_arn == module.function["tagging"].function_arn && output.token_function_arn == null
    error_message = "The outputs lead to the functions."
  }
  assert {
    condition     = local.projection_function.environment.BACKLOG_QUEUE_URL == aws_sqs_queue.backlog[0].url
    error_message = "Projection must know where the backlog is."
  }
}

run "switched_to_delivery_by_token" {
  variables {
    delivery = { attribute = false, token = true }
  }

  assert {
    condition     = output.backlog_queue_url == null && output.projection_function_name == null && output.token_function_arn == "arn:aws:lambda:eu-west-1:111122223333:function:${module.function["token"].function_name}"
    error_message = "The outputs follow the switch."
  }
  assert {
    condition     = output.table_arn == run.delivery_by_attribute.table_arn
    error_message = "The table of touches stays."
  }
}
