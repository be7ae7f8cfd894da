# Each switch of the root, on and off.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "delivery_by_token_only" {
  command = plan

  variables {
    delivery = { attribute = false, token = true }
  }

  assert {
    condition     = join(",", keys(module.function)) == "expiration,tagging,token"
    error_message = "Without delivery.attribute there is no projection."
  }
  assert {
    condition     = length(aws_sqs_queue.backlog) + length(aws_lambda_event_source_mapping.stream) + length(aws_lambda_event_source_mapping.backlog) + length(data.aws_iam_policy_document.projection) == 0
    error_message = "Without delivery.attribute nothing of projection is left."
  }
  assert {
    condition     = join(",", keys(aws_cloudwatch_metric_alarm.this)) == "dead-letters"
    error_message = "Alarms of what does not exist would never be healthy."
  }
  assert {
    condition     = output.projection_function_name == null && output.backlog_queue_url == null && output.token_function_arn != null
    error_message = "Outputs of what does not exist are null."
  }
  assert {
    condition     = !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "null")
    error_message = "A graph names something that does not exist."
  }
}

run "delivery_both_ways" {
  command = plan

  variables {
    delivery                = { token = true }
    username_case_sensitive = true
  }

  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,tagging,token"
    error_message = "delivery.attribute stays on unless it is switched off."
  }
  assert {
    condition = jsonencode(local.token_function.environment) == jsonencode({
      CAMPAIGN_ATTRIBUTE      = "custom:campaign"
      TABLE_NAME              = "journey-attribution-touches"
      USERNAME_CASE_SENSITIVE = "true"
    })
    error_message = "Token gets other settings: ${jsonencode(local.token_function.environment)}"
  }
  assert {
    condition     = aws_lambda_permission.token[0].principal == "cognito-idp.amazonaws.com" && aws_lambda_permission.token[0].source_account == "111122223333"
    error_message = "Cognito may call the token function, for this account only."
  }
  assert {
    condition     = aws_lambda_permission.token[0].source_arn == "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Fitting"
    error_message = "Only the pool of this deployment may call the token function."
  }
  assert {
    condition     = join(",", flatten(data.aws_iam_policy_document.token[0].statement[*].actions)) == "dynamodb:GetItem"
    error_message = "The token function reads one item and nothing else."
  }
}

run "delivery_of_nulls_is_the_default" {
  command = plan

  variables {
    delivery = { attribute = null, token = null }
  }

  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,tagging"
    error_message = "Null attributes of delivery mean their defaults."
  }
}

run "pinpoint_project" {
  command = plan

  variables {
    pinpoint_application_id = "0123abcd"
  }

  assert {
    condition     = join(",", keys(aws_lambda_permission.pinpoint)) == "campaigns-global,campaigns-regional,journeys-global,journeys-regional"
    error_message = "Journeys and campaigns may call under both names of Pinpoint."
  }
  assert {
    condition     = jsonencode({ for key, permission in aws_lambda_permission.pinpoint : key => permission.principal }) == jsonencode({ campaigns-global = "pinpoint.amazonaws.com", campaigns-regional = "pinpoint.eu-west-1.amazonaws.com", journeys-global = "pinpoint.amazonaws.com", journeys-regional = "pinpoint.eu-west-1.amazonaws.com" })
    error_message = "A permission has the wrong principal."
  }
  assert {
    condition = alltrue([
      for key, permission in aws_lambda_permission.pinpoint :
      permission.source_arn == "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0123abcd/${split("-", key)[0]}/*"
    ])
    error_message = "A permission is for more, or for something else, than journeys or campaigns of the project."
  }
  assert {
    condition     = alltrue([for permission in aws_lambda_permission.pinpoint : permission.source_account == "111122223333" && permission.action == "lambda:InvokeFunction" && permission.function_name == "journey-attribution-tagging"])
    error_message = "A permission is not for tagging, or not for this account only."
  }
  assert {
    condition     = length(distinct([for permission in aws_lambda_permission.pinpoint : permission.statement_id])) == 4
    error_message = "Permissions of one function need ids of their own."
  }
  assert {
    condition     = local.tagging_function.environment.PINPOINT_APPLICATION_ID == "0123abcd"
    error_message = "Tagging must know the project to look up names."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.tagging.statement[*].sid) == "RecordTouches,LookUpJourneyNames"
    error_message = "Tagging must be allowed to look up names."
  }
}

run "journeys_only" {
  command = plan

  variables {
    pinpoint_application_id = "0123abcd"
    sources                 = { pinpoint_campaign = false }
  }

  assert {
    condition     = join(",", keys(aws_lambda_permission.pinpoint)) == "journeys-global,journeys-regional"
    error_message = "A source that is off lets nobody in."
  }
  assert {
    condition     = local.tagging_function.environment.SOURCES == "pinpoint_journey"
    error_message = "A source that is off is not taken."
  }
}

run "campaigns_only" {
  command = plan

  variables {
    pinpoint_application_id = "0123abcd"
    sources                 = { pinpoint_journey = false }
  }

  assert {
    condition     = join(",", keys(aws_lambda_permission.pinpoint)) == "campaigns-global,campaigns-regional"
    error_message = "A source that is off lets nobody in."
  }
  assert {
    condition     = local.tagging_function.environment.SOURCES == "pinpoint_campaign"
    error_message = "A source that is off is not taken."
  }
}

run "userid_is_the_username" {
  command = plan

  variables {
    username_attribute = null
  }

  assert {
    condition     = !contains(keys(local.tagging_function.environment), "USERNAME_ATTRIBUTE")
    error_message = "Without username_attribute, tagging is not told of one."
  }
}

run "usernames_in_another_attribute" {
  command = plan

  variables {
    username_attribute      = "CognitoName"
    username_case_sensitive = true
  }

  assert {
    condition     = local.tagging_function.environment.USERNAME_ATTRIBUTE == "CognitoName" && local.tagging_function.environment.USERNAME_CASE_SENSITIVE == "true"
    error_message = "Tagging must know where usernames are, and how they compare."
  }
}

run "another_campaign_attribute" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      schema_attributes = [{
        name                         = "custom:last_touch"
        attribute_data_type          = "String"
        mutable                      = true
        required                     = false
        developer_only_attribute     = false
        number_attribute_constraints = []
        string_attribute_constraints = [{ min_length = "0", max_length = "512" }]
      }]
    }
  }

  variables {
    campaign_attribute = "last_touch"
  }

  assert {
    condition     = output.campaign_attribute == "custom:last_touch" && local.projection_function.environment.CAMPAIGN_ATTRIBUTE == "custom:last_touch"
    error_message = "Projection must write the attribute that was chosen."
  }
  assert {
    condition     = local.tagging_function.environment.CAMPAIGN_ATTRIBUTE_MAX_LENGTH == "512"
    error_message = "Tagging must know how long a name may be."
  }
}

run "shared_layer" {
  command = plan

  variables {
    dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
  }

  assert {
    condition     = length(aws_lambda_layer_version.dependencies) == 0 && output.dependencies_layer_arn == "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    error_message = "A layer that is given is used, and none is made."
  }
}

run "own_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
  }

  assert {
    condition     = one(aws_dynamodb_table.touches.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    error_message = "The table is not encrypted with the key."
  }
  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.dead_letters, aws_sqs_queue.backlog[0]] : queue.kms_master_key_id == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"])
    error_message = "A queue is not encrypted with the key."
  }
}

run "permissions_boundary" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/teams/boundary"
  }

  assert {
    condition     = aws_iam_role.schedule.permissions_boundary == "arn:aws:iam::111122223333:policy/teams/boundary"
    error_message = "The schedule's role has no boundary."
  }
}

run "alarm_topic" {
  command = plan

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:111122223333:on-call"
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : one(alarm.alarm_actions) == "arn:aws:sns:eu-west-1:111122223333:on-call" && one(alarm.ok_actions) == "arn:aws:sns:eu-west-1:111122223333:on-call"])
    error_message = "An alarm does not notify the topic."
  }
}

run "deletion_protection" {
  command = plan

  variables {
    deletion_protection = true
  }

  assert {
    condition     = aws_dynamodb_table.touches.deletion_protection_enabled
    error_message = "The table is not protected."
  }
}

run "slower_cognito_writes" {
  command = plan

  variables {
    cognito_update_rate = 2.5
  }

  assert {
    condition     = local.projection_function.environment.COGNITO_UPDATE_RATE == "2.5"
    error_message = "Projection must know its rate."
  }
}

run "prefix_and_tags" {
  command = plan

  variables {
    name_prefix = "shop-spring"
    tags        = { team = "growth" }
  }

  assert {
    condition = alltrue([
      for name in [aws_dynamodb_table.touches.name, aws_sqs_queue.dead_letters.name, aws_sqs_queue.backlog[0].name, aws_iam_role.schedule.name, aws_scheduler_schedule.expiration.name, aws_cloudwatch_dashboard.this.dashboard_name, aws_lambda_layer_version.dependencies[0].layer_name] :
      startswith(name, "shop-spring")
    ])
    error_message = "A name does not begin with the prefix."
  }
  assert {
    condition     = alltrue([for resource in [aws_dynamodb_table.touches, aws_sqs_queue.dead_letters, aws_sqs_queue.backlog[0], aws_iam_role.schedule, aws_lambda_event_source_mapping.stream[0], aws_lambda_event_source_mapping.backlog[0]] : resource.tags.team == "growth"])
    error_message = "A resource lacks the tags."
  }
}

run "nulls_are_the_defaults" {
  command = plan

  variables {
    alarm_topic_arn          = null
    artifacts                = null
    campaign_attribute       = null
    cognito_update_rate      = null
    deletion_protection      = null
    delivery                 = null
    dependencies_layer_arn   = null
    journey_lookback_days    = null
    kms_key_arn              = null
    lambda_architecture      = null
    lambda_runtime           = null
    log_level                = null
    log_retention_days       = null
    lookback_window_days     = null
    name_prefix              = null
    permissions_boundary_arn = null
    pinpoint_application_id  = null
    sources                  = null
    tags                     = null
    username_case_sensitive  = null
  }

  assert {
    condition     = aws_dynamodb_table.touches.name == "journey-attribution-touches" && local.lookback_window_seconds == 604800 && local.projection_function.environment.COGNITO_UPDATE_RATE == "20"
    error_message = "Null means the default."
  }
  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,tagging" && length(local.enabled_sources) == 2
    error_message = "Null means the default."
  }
}

run "no_app_clients_is_a_null_too" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = [] }
  }

  variables {
    app_client_ids = null
  }

  assert {
    condition     = length(data.aws_cognito_user_pool_client.app) == 0
    error_message = "Null means no app clients."
  }
}
