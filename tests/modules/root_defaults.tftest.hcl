# The root with nothing but what it requires.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  cognito_user_pool_id = "eu-west-1_Fitting"
  app_client_ids       = { web = "safeclient" }
}

run "defaults" {
  command = plan

  # functions
  assert {
    condition     = join(",", keys(module.function)) == "expiration,projection,reconcile,tagging"
    error_message = "By default there are tagging, projection, expiration and reconcile, and nothing else."
  }
  assert {
    condition     = jsonencode([for function in values(module.function) : function.function_name]) == jsonencode(["journey-attribution-expiration", "journey-attribution-projection", "journey-attribution-reconcile", "journey-attribution-tagging"])
    error_message = "A function's name is the prefix and its purpose."
  }
  assert {
    condition     = alltrue([for purpose, function in module.function : function.role_name == "journey-attribution-${purpose}-eu-west-1"])
    error_message = "A role's name holds the Region: IAM is global."
  }
  assert {
    condition     = jsonencode(output.log_group_names) == jsonencode({ for purpose in ["expiration", "projection", "reconcile", "tagging"] : purpose => "/aws/lambda/journey-attribution-${purpose}" })
    error_message = "Every function has its log group."
  }

  # tagging
  assert {
    condition = jsonencode(local.tagging_function.environment) == jsonencode({
      CAMPAIGN_ATTRIBUTE_MAX_LENGTH = "256"
      JOURNEY_LOOKBACK_SECONDS      = "{}"
      LOOKBACK_WINDOW_SECONDS       = "604800"
      SOURCES                       = "pinpoint_campaign,pinpoint_journey"
      TABLE_NAME                    = "journey-attribution-touches"
      USERNAME_ATTRIBUTE            = "username"
      USERNAME_CASE_SENSITIVE       = "false"
    })
    error_message = "Tagging gets other settings: ${jsonencode(local.tagging_function.environment)}"
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.tagging.statement[*].sid) == "RecordTouches"
    error_message = "Without a Pinpoint project, tagging may write touches and nothing else."
  }
  assert {
    condition     = length(aws_lambda_permission.pinpoint) == 0
    error_message = "Without a Pinpoint project, nobody is let in."
  }

  # projection
  assert {
    condition = jsonencode(local.projection_function.environment) == jsonencode({
      BACKLOG_QUEUE_URL   = "https://sqs.invalid/111122223333/mock"
      CAMPAIGN_ATTRIBUTE  = "custom:campaign"
      COGNITO_UPDATE_RATE = "20"
      PACE_TABLE_NAME     = "journey-attribution-pace"
      STREAM_ARN          = aws_dynamodb_table.touches.stream_arn
      TABLE_NAME          = "journey-attribution-touches"
      USER_POOL_ID        = "eu-west-1_Fitting"
    })
    error_message = "Projection gets other settings: ${jsonencode(local.projection_function.environment)}"
  }
  assert {
    condition     = local.projection_timeout_seconds * 6 == aws_sqs_queue.backlog[0].visibility_timeout_seconds
    error_message = "A message stays hidden for six runs of the function, as AWS advises."
  }
  assert {
    condition     = jsonencode(aws_lambda_event_source_mapping.stream[0].function_response_types) == jsonencode(["ReportBatchItemFailures"]) && jsonencode(aws_lambda_event_source_mapping.backlog[0].function_response_types) == jsonencode(["ReportBatchItemFailures"])
    error_message = "Both mappings take partial answers: one user never holds the others up."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.stream[0].starting_position == "TRIM_HORIZON"
    error_message = "LATEST could miss changes while the mapping is made."
  }

  # sources
  assert {
    condition     = length(aws_sqs_queue.inbox) + length(aws_lambda_event_source_mapping.inbox) + length(aws_lambda_event_source_mapping.kinesis) + length(aws_cloudwatch_event_rule.inbox) + length(aws_cloudwatch_event_target.inbox) + length(aws_cloudwatch_event_bus.this) + length(aws_sns_topic_subscription.sms) + length(aws_lambda_permission.connect) + length(aws_dynamodb_table.lookups) == 0
    error_message = "Sources that nobody asked for are off."
  }
  assert {
    condition     = length(aws_sqs_queue_policy.senders) == 0
    error_message = "Queues that nobody outside of the deployment feeds have no policy."
  }
  assert {
    condition     = output.inbox_queue_url == null && output.event_bus_name == null && output.lookups_table_name == null && output.back_fill_function_name == null
    error_message = "Outputs of sources that are off are null."
  }
  assert {
    condition     = local.tagging_function.timeout_seconds == 30
    error_message = "Connect waits for 30 s."
  }

  # expiration
  assert {
    condition     = jsonencode(local.expiration_function.environment) == jsonencode({ TABLE_NAME = "journey-attribution-touches" })
    error_message = "Expiration gets other settings: ${jsonencode(local.expiration_function.environment)}"
  }
  assert {
    condition     = aws_scheduler_schedule.expiration.schedule_expression == "rate(1 minute)"
    error_message = "The sweep runs every minute: blank within 60 s."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.schedule_trust.statement[0].condition).variable == "aws:SourceAccount"
    error_message = "Only schedules of this account may take the role."
  }

  # table
  assert {
    condition     = aws_dynamodb_table.touches.name == "journey-attribution-touches" && aws_dynamodb_table.touches.hash_key == "username" && aws_dynamodb_table.touches.range_key == null
    error_message = "One item per user."
  }
  assert {
    condition     = aws_dynamodb_table.touches.stream_enabled && aws_dynamodb_table.touches.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "Projection compares the old image with the new one."
  }
  assert {
    condition     = one(aws_dynamodb_table.touches.ttl).enabled && one(aws_dynamodb_table.touches.ttl).attribute_name == "expires_at"
    error_message = "TTL is the backstop."
  }
  assert {
    condition     = one(aws_dynamodb_table.touches.point_in_time_recovery).enabled
    error_message = "The table of touches is the one truth: it can be recovered."
  }
  assert {
    condition     = one(aws_dynamodb_table.touches.server_side_encryption).enabled
    error_message = "The table is encrypted with a KMS key, by default with the one that AWS manages."
  }
  assert {
    condition     = one(aws_dynamodb_table.touches.global_secondary_index).name == "expiry" && one(aws_dynamodb_table.touches.global_secondary_index).hash_key == "expiry_shard" && one(aws_dynamodb_table.touches.global_secondary_index).range_key == "expires_at"
    error_message = "Expiration looks for due touches in the index."
  }
  assert {
    condition     = !aws_dynamodb_table.touches.deletion_protection_enabled
    error_message = "deletion_protection is false by default."
  }

  # queues
  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.dead_letters, aws_sqs_queue.backlog[0]] : queue.sqs_managed_sse_enabled && queue.kms_master_key_id == null])
    error_message = "Queues are encrypted with the key of SQS when there is no other."
  }
  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.dead_letters, aws_sqs_queue.backlog[0]] : queue.message_retention_seconds == 14 * 86400])
    error_message = "Queues keep what waits for 14 days."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue.backlog[0].redrive_policy).maxReceiveCount == 5
    error_message = "What fails five times leaves the backlog for the dead letters."
  }

  # observability
  assert {
    condition     = join(",", keys(aws_cloudwatch_metric_alarm.this)) == "backlog-age,backlog-depth,backlog-wait,dead-letters,expiration-lag,expiration-silent,stream-age,touches-failed,touches-rejected,updates-throttled,users-not-found"
    error_message = "There are other alarms: ${join(",", keys(aws_cloudwatch_metric_alarm.this))}"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_actions) == 0 && length(alarm.ok_actions) == 0])
    error_message = "Without a topic, alarms notify nobody."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["backlog-depth"].threshold == 48 * 3600 * 20 && aws_cloudwatch_metric_alarm.this["backlog-age"].threshold == 48 * 3600 && aws_cloudwatch_metric_alarm.this["stream-age"].threshold == 15 * 60 * 1000
    error_message = "The alarms speak long before data could be lost."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["expiration-silent"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["expiration-silent"].comparison_operator == "LessThanThreshold"
    error_message = "A schedule that calls nobody makes no data."
  }
  assert {
    condition     = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this : endswith(alarm.alarm_description, "Runbook: docs/runbooks/${name}.md")])
    error_message = "Every alarm leads to its runbook."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["stream-age"].dimensions.FunctionName == "journey-attribution-projection"
    error_message = "The age of the stream is that of projection."
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 15
    error_message = "There is a graph for each concern."
  }
  assert {
    condition     = !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "null")
    error_message = "A graph names something that does not exist."
  }

  # reconciliation
  assert {
    condition = jsonencode(local.reconcile_function.environment) == jsonencode({
      BACKLOG_QUEUE_URL       = "https://sqs.invalid/111122223333/mock"
      CAMPAIGN_ATTRIBUTE      = "custom:campaign"
      TABLE_NAME              = "journey-attribution-touches"
      USER_POOL_ID            = "eu-west-1_Fitting"
      USERNAME_CASE_SENSITIVE = "false"
    })
    error_message = "Reconciliation gets other settings: ${jsonencode(local.reconcile_function.environment)}"
  }
  assert {
    condition     = local.reconcile_function.timeout_seconds == 900 && output.reconcile_function_name == "journey-attribution-reconcile"
    error_message = "A reconciliation has the longest time there is."
  }

  # layer
  assert {
    condition     = output.dependencies_layer_arn == "arn:aws:lambda:eu-west-1:111122223333:layer:mock:1"
    error_message = "The module makes its dependency layer."
  }

  # outputs
  assert {
    condition     = output.campaign_attribute == "custom:campaign" && output.table_name == "journey-attribution-touches" && output.dashboard_name == "journey-attribution"
    error_message = "Names in the outputs are known at plan."
  }
  assert {
    condition     = output.tagging_function_name == "journey-attribution-tagging" && output.projection_function_name == "journey-attribution-projection" && output.expiration_function_name == "journey-attribution-expiration"
    error_message = "The outputs name the functions."
  }
  assert {
    condition     = output.token_function_arn == null
    error_message = "There is no token function unless delivery.token is on."
  }
}
