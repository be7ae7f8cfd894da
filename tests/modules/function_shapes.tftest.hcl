# The internal building block for functions: names, switches and where the code comes from.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  purpose                = "tagging"
  description            = "Records touches"
  package                = "attribution"
  handler                = "attribution.handlers.tagging.handler"
  timeout_seconds        = 15
  memory_mb              = 1024
  policy_json            = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  metrics_namespace      = "JourneyAttribution"
  dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
}

run "defaults" {
  command = plan

  module {
    source = "./modules/function"
  }

  assert {
    condition     = length(aws_lambda_function_recursion_config.this) == 0
    error_message = "Lambda stops loops unless they are meant."
  }
  assert {
    condition     = aws_lambda_function.this.function_name == "journey-attribution-tagging" && aws_cloudwatch_log_group.this.name == "/aws/lambda/journey-attribution-tagging"
    error_message = "The log group is the one that Lambda writes to."
  }
  assert {
    condition     = aws_lambda_function.this.runtime == "python3.13" && join(",", aws_lambda_function.this.architectures) == "arm64"
    error_message = "The runtime or the processor is another one."
  }
  assert {
    condition     = aws_lambda_function.this.timeout == 15 && aws_lambda_function.this.memory_size == 1024 && aws_lambda_function.this.handler == "attribution.handlers.tagging.handler"
    error_message = "The function is not what the caller described."
  }
  assert {
    condition     = join(",", aws_lambda_function.this.layers) == "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
    error_message = "The function lacks its dependencies."
  }
  assert {
    condition = jsonencode(aws_lambda_function.this.environment[0].variables) == jsonencode({
      POWERTOOLS_LOG_LEVEL         = "INFO"
      POWERTOOLS_METRICS_NAMESPACE = "JourneyAttribution"
      POWERTOOLS_SERVICE_NAME      = "journey-attribution"
    })
    error_message = "Logs and metrics are not told whose they are."
  }
  assert {
    condition     = endswith(aws_lambda_function.this.filename, "/dist/attribution.zip") && aws_lambda_function.this.s3_bucket == null && aws_lambda_function.this.source_code_hash == local.artifact.source_code_hash
    error_message = "The code comes from this checkout, and a change is seen by its hash."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30 && aws_cloudwatch_log_group.this.kms_key_id == null
    error_message = "Logs are kept for 30 days."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.run.statement[*].sid) == "WriteOwnLog" && join(",", keys(aws_iam_role_policy.this)) == "run,work"
    error_message = "A function may write its own log, do its work, and nothing else."
  }
  assert {
    condition     = one(one(data.aws_iam_policy_document.run.statement).resources) == "arn:aws:logs:eu-west-1:111122223333:log-group:mock:*"
    error_message = "A function writes to its own log group only."
  }
  assert {
    condition     = length(aws_lambda_function_event_invoke_config.this) == 0
    error_message = "Who is waited for needs no failure destination."
  }
  assert {
    condition     = join(",", keys(output.alarm_arns)) == "errors,throttles" && join(",", [for alarm in local.alarms : alarm.runbook]) == "function-errors,function-throttles"
    error_message = "Errors and throttles have an alarm each."
  }
  assert {
    condition     = alltrue([for alarm in local.alarms : alarm.dimensions.FunctionName == "journey-attribution-tagging"])
    error_message = "The alarms watch this function."
  }
  assert {
    condition     = aws_iam_role.this.permissions_boundary == null
    error_message = "There is no boundary unless one is given."
  }
}

run "everything_on" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    alarm_topic_arn          = "arn:aws:sns:eu-west-1:111122223333:on-call"
    artifacts                = { s3_bucket = "releases", s3_prefix = "1.0.0/" }
    asynchronous             = true
    dead_letter_arn          = "arn:aws:sqs:eu-west-1:111122223333:lost"
    environment              = { TABLE_NAME = "touches", POWERTOOLS_SERVICE_NAME = "somebody else" }
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    lambda_architecture      = "x86_64"
    lambda_runtime           = "python3.12"
    log_level                = "DEBUG"
    log_retention_days       = 7
    name_prefix              = "shop"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    recursive                = true
    tags                     = { team = "growth" }
  }

  assert {
    condition     = aws_lambda_function_recursion_config.this[0].recursive_loop == "Allow" && aws_lambda_function_recursion_config.this[0].function_name == "shop-tagging"
    error_message = "The function may queue what it was called with."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.run.statement[*].sid) == "WriteOwnLog,ReportFailedCalls,UseKey"
    error_message = "The function may not report its failures, or not use the key."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.run.statement[1].resources) == "arn:aws:sqs:eu-west-1:111122223333:lost" && one(data.aws_iam_policy_document.run.statement[2].resources) == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    error_message = "A permission is for something else."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this[0].destination_config[0].on_failure[0].destination == "arn:aws:sqs:eu-west-1:111122223333:lost"
    error_message = "What fails must go to the dead letters."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this[0].maximum_retry_attempts == 0
    error_message = "Nothing is done twice unless that is said."
  }
  assert {
    condition     = aws_lambda_function.this.kms_key_arn == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111" && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    error_message = "The environment or the log is not encrypted with the key."
  }
  assert {
    condition     = aws_lambda_function.this.filename == null && aws_lambda_function.this.s3_bucket == "releases" && aws_lambda_function.this.s3_key == "1.0.0/attribution.zip" && aws_lambda_function.this.source_code_hash == local.artifact.source_code_hash
    error_message = "The code comes from the bucket, and a change is still seen by its hash."
  }
  assert {
    condition     = aws_lambda_function.this.runtime == "python3.12" && join(",", aws_lambda_function.this.architectures) == "x86_64"
    error_message = "The runtime or the processor is another one."
  }
  assert {
    condition = jsonencode(aws_lambda_function.this.environment[0].variables) == jsonencode({
      POWERTOOLS_LOG_LEVEL         = "DEBUG"
      POWERTOOLS_METRICS_NAMESPACE = "JourneyAttribution"
      POWERTOOLS_SERVICE_NAME      = "shop"
      TABLE_NAME                   = "touches"
    })
    error_message = "The function's own settings are kept, and those of Powertools are the module's."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "Logs are kept for another time."
  }
  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary"
    error_message = "The role has no boundary."
  }
  assert {
    condition     = alltrue([for tags in [aws_lambda_function.this.tags, aws_iam_role.this.tags, aws_cloudwatch_log_group.this.tags] : tags.team == "growth"])
    error_message = "A resource lacks the tags."
  }
}

run "what_may_be_done_twice_is_tried_again" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    asynchronous    = true
    dead_letter_arn = "arn:aws:sqs:eu-west-1:111122223333:lost"
    retries         = 2
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.this[0].maximum_retry_attempts == 2
    error_message = "Lambda tries as often as the caller said."
  }
}

run "names_of_64_characters_stay_whole" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name_prefix = "a234567890123456789012345678901"
    purpose     = "a-purpose-of-thirty-two-letters-"
  }

  assert {
    condition     = local.names.function == "a234567890123456789012345678901-a-purpose-of-thirty-two-letters-" && length(local.names.function) == 64
    error_message = "${local.names.function} fits: there is nothing to cut."
  }
  assert {
    condition     = local.names.role == "a234567890123456789012345678901-a-purpose-of-thirty-two-${substr(sha256("a234567890123456789012345678901-a-purpose-of-thirty-two-letters--eu-west-1"), 0, 8)}"
    error_message = "The role's name is longer, by the Region, so it is cut: not to ${local.names.role}."
  }
}

run "longer_names_are_cut" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name_prefix = "a234567890123456789012345678901"
    purpose     = "a-purpose-of-thirty-three-letters-and-one-end"
  }

  assert {
    condition     = alltrue([for name in values(local.names) : length(name) == 64 && startswith(name, "a234567890123456789012345678901-a-purpose-of-thirty-thr")])
    error_message = "A name that is too long is cut at 64 characters: ${join(", ", values(local.names))}"
  }
  assert {
    condition     = length(distinct(values(local.names))) == 2
    error_message = "The function and its role differ, also when cut."
  }
}

run "names_that_are_cut_stay_distinct" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name_prefix = "a234567890123456789012345678901"
    purpose     = "a-purpose-of-thirty-three-letters-and-another-end"
  }

  assert {
    condition     = output.function_name != run.longer_names_are_cut.function_name && output.log_group_name != run.longer_names_are_cut.log_group_name
    error_message = "Two functions have one name."
  }
  assert {
    condition     = output.role_name != run.longer_names_are_cut.role_name
    error_message = "Two roles have one name."
  }
  assert {
    condition     = length(local.names.function) == 64
    error_message = "${local.names.function} does not have 64 characters."
  }
}
