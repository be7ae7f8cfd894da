# The internal building block for queues that a function reads: tries, dead letters, senders, permissions, alarms.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

override_resource {
  target          = module.dead_letters.aws_sqs_queue.this
  override_during = plan
  values = {
    arn = "arn:aws:sqs:eu-west-1:111122223333:dead-letters"
    url = "https://sqs.invalid/111122223333/dead-letters"
  }
}

variables {
  purpose                  = "events"
  function_arn             = "arn:aws:lambda:eu-west-1:111122223333:function:shop-processor"
  function_timeout_seconds = 30
}

run "a_queue_that_roles_send_to" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    name_prefix = "shop"
  }

  assert {
    condition     = aws_sqs_queue.this.name == "shop-events" && module.dead_letters.queue_name == "shop-events-dead-letters"
    error_message = "The queues have other names."
  }
  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds == 180 && aws_sqs_queue.this.message_retention_seconds == 1209600
    error_message = "A message comes again after six timeouts, and is kept for two weeks."
  }
  assert {
    condition     = aws_sqs_queue.this.redrive_policy == jsonencode({ deadLetterTargetArn = module.dead_letters.queue_arn, maxReceiveCount = 5 })
    error_message = "After five tries it goes to the dead letters: ${aws_sqs_queue.this.redrive_policy}"
  }
  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.this.kms_master_key_id == null
    error_message = "Without a key SQS encrypts with its own: its key in KMS would shut EventBridge and SNS out."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.this.function_name == var.function_arn && aws_lambda_event_source_mapping.this.event_source_arn == aws_sqs_queue.this.arn && aws_lambda_event_source_mapping.this.batch_size == 10 && join(",", aws_lambda_event_source_mapping.this.function_response_types) == "ReportBatchItemFailures"
    error_message = "The function reads the queue and says which messages failed."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.this.maximum_batching_window_in_seconds == 0 && length(aws_lambda_event_source_mapping.this.scaling_config) == 0
    error_message = "Nobody waits for a batch to fill; as many calls as the account allows."
  }
  assert {
    condition     = length(aws_sqs_queue_policy.senders) == 0
    error_message = "What sends by a role's permission needs no policy of the queue."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.consumers.statement).sid == "ReadEvents" && join(",", sort(one(data.aws_iam_policy_document.consumers.statement).actions)) == "sqs:DeleteMessage,sqs:GetQueueAttributes,sqs:ReceiveMessage" && one(one(data.aws_iam_policy_document.consumers.statement).resources) == aws_sqs_queue.this.arn
    error_message = "The function may read its queue and nothing else."
  }
  assert {
    condition     = output.queue_name == "shop-events" && output.dlq_name == "shop-events-dead-letters" && output.queue_arn == aws_sqs_queue.this.arn && output.dlq_arn == module.dead_letters.queue_arn && output.queue_url == aws_sqs_queue.this.url && output.dlq_url == module.dead_letters.queue_url
    error_message = "An output tells of something else."
  }
  assert {
    condition     = jsonencode({ for key, alarm in local.alarms : key => [alarm.dimensions.QueueName, alarm.metric, alarm.threshold, alarm.runbook] }) == jsonencode({ age = ["shop-events", "ApproximateAgeOfOldestMessage", 3600, "queue-age"] })
    error_message = "Messages that nobody takes are told of: ${jsonencode(local.alarms)}"
  }
  assert {
    condition     = join(",", keys(output.alarm_arns)) == "age,dead-letters"
    error_message = "There are other alarms: ${join(",", keys(output.alarm_arns))}"
  }
}

run "everything_on" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    name_prefix              = "shop"
    purpose                  = "s3-objects"
    function_timeout_seconds = 900
    batch_size               = 100
    batching_window_seconds  = 1
    max_receive_count        = 3
    maximum_concurrency      = 2
    kms_key_arn              = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    tags                     = { team = "growth" }
    senders = {
      events = { arns = ["arn:aws:events:eu-west-1:111122223333:rule/shop-objects"] }
      sns    = { arns = ["arn:aws:sns:eu-west-1:111122223333:bounces", "arn:aws:sns:eu-west-1:111122223333:complaints"] }
    }
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.this.tags.team == "growth" && aws_lambda_event_source_mapping.this.tags.team == "growth"
    error_message = "A queue is encrypted with another key, or something lacks the tags."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.this.maximum_batching_window_in_seconds == 1 && aws_lambda_event_source_mapping.this.batch_size == 100 && aws_lambda_event_source_mapping.this.scaling_config[0].maximum_concurrency == 2 && jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == 3
    error_message = "The function is not called as the caller said."
  }
  assert {
    condition     = jsonencode({ for key, policy in aws_sqs_queue_policy.senders : key => policy.queue_url }) == jsonencode({ s3-objects = aws_sqs_queue.this.url, s3-objects-dead-letters = module.dead_letters.queue_url })
    error_message = "What cannot be delivered goes to the dead letters, so senders may send there, too."
  }
  assert {
    condition = alltrue([
      for document in data.aws_iam_policy_document.senders : jsonencode([
        for statement in document.statement : [statement.sid, one(one(statement.principals).identifiers), one(statement.condition).test, one(statement.condition).variable, one(statement.condition).values]
        ]) == jsonencode([
        ["FromEvents", "events.amazonaws.com", "ArnEquals", "aws:SourceArn", var.senders.events.arns],
        ["FromSns", "sns.amazonaws.com", "ArnEquals", "aws:SourceArn", var.senders.sns.arns],
      ])
    ])
    error_message = "Each service may send for the named rules and topics only: ${jsonencode(data.aws_iam_policy_document.senders)}"
  }
  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.senders : alltrue([for statement in document.statement : jsonencode(statement.actions) == "[\"sqs:SendMessage\"]"])]) && jsonencode([for document in data.aws_iam_policy_document.senders : distinct(flatten([for statement in document.statement : statement.resources]))]) == jsonencode([[aws_sqs_queue.this.arn], [module.dead_letters.queue_arn]])
    error_message = "Senders may send, each document to its queue."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.consumers.statement).sid == "ReadS3Objects"
    error_message = "Several queues fit into one policy; its key the function may use already."
  }
  assert {
    condition     = local.alarms.age.threshold == 4 * 6 * 900
    error_message = "As long as a message is tried nobody need be told: ${local.alarms.age.threshold}"
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    purpose                  = "Events"
    function_timeout_seconds = 901
    batch_size               = 10001
    maximum_concurrency      = 1
    senders                  = { s3 = { arns = ["arn:aws:s3:::bucket"] } }
  }

  expect_failures = [
    var.purpose,
    var.function_timeout_seconds,
    var.batch_size,
    var.maximum_concurrency,
    var.senders,
  ]
}

run "no_tries_at_all" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    max_receive_count = 0
  }

  expect_failures = [var.max_receive_count]
}

run "as_many_tries_as_end_in_14_days" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    function_timeout_seconds = 900
    max_receive_count        = 222
  }

  assert {
    condition     = local.longest_tries_seconds == 1204200 && local.alarms.age.threshold == 12 * 86400
    error_message = "Two days before a message is forgotten somebody is told: ${local.alarms.age.threshold}"
  }
}

run "more_tries_than_end_in_14_days" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    function_timeout_seconds = 900
    max_receive_count        = 223
  }

  expect_failures = [var.max_receive_count]
}

run "a_large_batch_is_gathered" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    batch_size = 11
  }

  expect_failures = [var.batching_window_seconds]
}

run "a_window_that_lambda_does_not_take" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    batching_window_seconds = 301
  }

  expect_failures = [var.batching_window_seconds]
}

run "a_name_of_80_characters_is_the_longest" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    name_prefix = "a234567890123456789012345678901"
    purpose     = "a-purpose-of-thirty-five-characters"
  }

  assert {
    condition     = length(module.dead_letters.queue_name) == 80
    error_message = "${module.dead_letters.queue_name} has ${length(module.dead_letters.queue_name)} characters."
  }
}

run "a_sender_with_a_wildcard" {
  command = plan

  module {
    source = "./modules/queue-consumer"
  }

  variables {
    senders = { sns = { arns = ["arn:aws:sns:eu-west-1:111122223333:*"] } }
  }

  expect_failures = [var.senders]
}
