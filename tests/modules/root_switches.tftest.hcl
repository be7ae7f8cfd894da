# Each switch of the root, on and off.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "delivery_by_token_alone_works_with_any_pool" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool.this
    values = {
      arn               = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Fitting"
      schema_attributes = []
    }
  }

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
    condition     = join(",", keys(aws_cloudwatch_metric_alarm.this)) == "dead-letters,expiration-lag,expiration-silent,tokens-without-answer,touches-failed,touches-rejected"
    error_message = "Alarms of what does not exist would never be healthy."
  }
  assert {
    condition     = output.projection_function_name == null && output.reconcile_function_name == null && output.backlog_queue_url == null && output.token_function_arn != null
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
    delivery = { token = true }
  }

  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,reconcile,tagging,token"
    error_message = "delivery.attribute stays on unless it is switched off."
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.alarms) == length(aws_cloudwatch_metric_alarm.this) + 2 * length(module.function)
    error_message = "The dashboard shows every alarm."
  }
  assert {
    condition     = join(",", [for purpose, function in local.functions : purpose if try(function.recursive, false)]) == "projection"
    error_message = "Projection queues anew who has to wait; Lambda would stop it after 16 rounds."
  }
  assert {
    condition = jsonencode(local.token_function.environment) == jsonencode({
      CAMPAIGN_ATTRIBUTE      = "custom:campaign"
      TABLE_NAME              = "journey-attribution-touches"
      USERNAME_CASE_SENSITIVE = "false"
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

run "pinpoint_project" {
  command = plan

  variables {
    pinpoint_application_id = "0123abcd"
    delivery                = { token = true }
  }

  # At plan most of these resources are unknown to tests/plan, so here they are looked at.
  assert {
    condition = alltrue([
      for resource in flatten([
        for document in concat(
          [data.aws_iam_policy_document.tagging, data.aws_iam_policy_document.expiration, data.aws_iam_policy_document.schedule],
          data.aws_iam_policy_document.projection,
          data.aws_iam_policy_document.token,
        ) : [for statement in document.statement : tolist(statement.resources)]
      ]) : can(regex("^arn:aws:[a-z-]+:eu-west-1:111122223333:[^*]{4,}(/\\*)?$", resource))
    ])
    error_message = "A statement is for more than a named thing, or than what is inside of it."
  }
  assert {
    condition     = join(",", keys(aws_lambda_permission.pinpoint)) == "campaigns-global,campaigns-regional,journeys-global,journeys-regional"
    error_message = "Journeys and campaigns may call under both names of Pinpoint."
  }
  assert {
    condition = jsonencode({ for key, permission in aws_lambda_permission.pinpoint : key => permission.principal }) == jsonencode({
      campaigns-global   = "pinpoint.amazonaws.com"
      campaigns-regional = "pinpoint.eu-west-1.amazonaws.com"
      journeys-global    = "pinpoint.amazonaws.com"
      journeys-regional  = "pinpoint.eu-west-1.amazonaws.com"
    })
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
    condition = alltrue([
      for permission in aws_lambda_permission.pinpoint :
      permission.source_account == "111122223333" && permission.action == "lambda:InvokeFunction" && permission.function_name == "journey-attribution-tagging"
    ])
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
    condition     = join(",", data.aws_iam_policy_document.tagging.statement[*].sid) == "LookUpJourneyNames,RecordTouches"
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

run "everything_chosen_by_the_caller" {
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
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
    campaign_attribute       = "last_touch"
    cognito_update_rate      = 2.5
    deletion_protection      = true
    dependencies_layer_arn   = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    lookback_window_days     = 0.5
    name_prefix              = "shop-spring"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/teams/boundary"
    tags                     = { team = "growth" }
    username_attribute       = "CognitoName"
    username_case_sensitive  = true
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this :
      one(alarm.alarm_actions) == "arn:aws:sns:eu-west-1:111122223333:on-call" && one(alarm.ok_actions) == "arn:aws:sns:eu-west-1:111122223333:on-call"
    ])
    error_message = "An alarm does not notify the topic."
  }
  assert {
    condition     = output.campaign_attribute == "custom:last_touch" && local.projection_function.environment.CAMPAIGN_ATTRIBUTE == "custom:last_touch"
    error_message = "Projection must write the attribute that was chosen."
  }
  assert {
    condition     = local.projection_function.environment.COGNITO_UPDATE_RATE == "2.5"
    error_message = "Projection must know its rate."
  }
  assert {
    condition     = aws_dynamodb_table.touches.deletion_protection_enabled
    error_message = "The table is not protected."
  }
  assert {
    condition     = output.dependencies_layer_arn == "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    error_message = "A layer that is given is used, and none is made."
  }
  assert {
    condition     = one(aws_dynamodb_table.touches.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    error_message = "The table is not encrypted with the key."
  }
  assert {
    condition = alltrue([
      for queue in [aws_sqs_queue.dead_letters, aws_sqs_queue.backlog[0]] :
      queue.kms_master_key_id == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    ])
    error_message = "A queue is not encrypted with the key."
  }
  assert {
    condition = alltrue([
      for name in concat(
        values(module.function)[*].function_name,
        values(module.function)[*].role_name,
        [aws_dynamodb_table.touches.name, aws_sqs_queue.dead_letters.name, aws_sqs_queue.backlog[0].name],
        [aws_iam_role.schedule.name, aws_scheduler_schedule.expiration.name, aws_cloudwatch_dashboard.this.dashboard_name],
      ) : startswith(name, "shop-spring")
    ])
    error_message = "A name does not begin with the prefix."
  }
  assert {
    condition     = aws_iam_role.schedule.permissions_boundary == "arn:aws:iam::111122223333:policy/teams/boundary"
    error_message = "The schedule's role has no boundary."
  }
  assert {
    condition = alltrue([
      for tags in [
        aws_dynamodb_table.touches.tags, aws_sqs_queue.dead_letters.tags, aws_sqs_queue.backlog[0].tags, aws_iam_role.schedule.tags,
        aws_lambda_event_source_mapping.stream[0].tags, aws_lambda_event_source_mapping.backlog[0].tags,
      ] : tags.team == "growth"
    ])
    error_message = "A resource lacks the tags."
  }
  assert {
    condition = jsonencode(local.tagging_function.environment) == jsonencode({
      CAMPAIGN_ATTRIBUTE_MAX_LENGTH = "512"
      JOURNEY_LOOKBACK_SECONDS      = "{}"
      LOOKBACK_WINDOW_SECONDS       = "43200"
      SOURCES                       = "pinpoint_campaign,pinpoint_journey"
      TABLE_NAME                    = "shop-spring-touches"
      USERNAME_ATTRIBUTE            = "CognitoName"
      USERNAME_CASE_SENSITIVE       = "true"
    })
    error_message = "Tagging gets other settings: ${jsonencode(local.tagging_function.environment)}"
  }
}

run "null_is_the_default" {
  command = plan

  override_data {
    target = data.aws_cognito_user_pool_clients.this
    values = { client_ids = [] }
  }

  variables {
    alarm_topic_arn          = null
    app_client_ids           = null
    artifacts                = null
    campaign_attribute       = null
    cognito_update_rate      = null
    deletion_protection      = null
    delivery                 = { attribute = null, token = null }
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
    sources                  = { pinpoint_journey = null, pinpoint_campaign = null }
    tags                     = null
    username_case_sensitive  = null
  }

  assert {
    condition     = aws_dynamodb_table.touches.name == "journey-attribution-touches" && local.lookback_window_seconds == 604800 && local.projection_function.environment.COGNITO_UPDATE_RATE == "20"
    error_message = "Null means the default."
  }
  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,reconcile,tagging" && length(local.enabled_sources) == 2
    error_message = "Null means the default, also inside delivery and sources."
  }
}

run "null_username_attribute_means_user_id" {
  command = plan

  variables {
    delivery           = null
    sources            = null
    username_attribute = null
  }

  assert {
    condition     = !contains(keys(local.tagging_function.environment), "USERNAME_ATTRIBUTE")
    error_message = "Without username_attribute, tagging is not told of one."
  }
}
