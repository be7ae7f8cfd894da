# The internal building block for what could not be done: the queue, how long it keeps, and the alarm of its name.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  names_begin = "shop-events"
  what        = "letters wait"
}

run "what_is_not_said" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  assert {
    condition     = aws_sqs_queue.this.name == "shop-events-dead-letters" && output.queue_name == aws_sqs_queue.this.name && output.queue_arn == aws_sqs_queue.this.arn && output.queue_url == aws_sqs_queue.this.url
    error_message = "The queue has another name, or an output tells of something else: ${aws_sqs_queue.this.name}"
  }
  assert {
    condition     = aws_sqs_queue.this.message_retention_seconds == 1209600
    error_message = "Messages are kept for two weeks, the longest that SQS keeps any."
  }
  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.this.kms_master_key_id == null
    error_message = "Without a key SQS encrypts with its own: its key in KMS would shut EventBridge and SNS out."
  }
  assert {
    condition = jsonencode(local.alarms) == jsonencode({
      dead-letters = {
        dimensions = { QueueName = "shop-events-dead-letters" }
        metric     = "ApproximateNumberOfMessagesVisible"
        namespace  = "AWS/SQS"
        runbook    = null
        statistic  = "Maximum"
        threshold  = 0
        what       = "letters wait"
      }
    })
    error_message = "Any letter is told of: ${jsonencode(local.alarms)}"
  }
  assert {
    condition     = output.alarm_arn == module.alarms.arns["dead-letters"]
    error_message = "The ARN is another alarm's."
  }
}

run "everything_said" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  variables {
    names_end   = "not-started"
    runbook     = "events-not-started"
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    tags        = { team = "growth" }
  }

  assert {
    condition     = aws_sqs_queue.this.name == "shop-events-not-started" && keys(local.alarms) == ["not-started"] && local.alarms["not-started"].dimensions.QueueName == "shop-events-not-started" && local.alarms["not-started"].runbook == "events-not-started"
    error_message = "Queue and alarm have one name, and the page is the one that was said: ${jsonencode(local.alarms)}"
  }
  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && coalesce(aws_sqs_queue.this.sqs_managed_sse_enabled, false) == false && aws_sqs_queue.this.tags.team == "growth"
    error_message = "The queue is encrypted with another key, or lacks the tags."
  }
}

run "a_name_of_80_characters_is_the_longest" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  variables {
    names_begin = "a23456789012345678901234567890123456789012345678901234567890123456-"
  }

  assert {
    condition     = length(aws_sqs_queue.this.name) == 80
    error_message = "${aws_sqs_queue.this.name} has ${length(aws_sqs_queue.this.name)} characters."
  }
}

run "a_name_that_is_too_long" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  variables {
    names_begin = "a234567890123456789012345678901234567890123456789012345678901234567-"
  }

  expect_failures = [var.names_end]
}

run "a_beginning_that_aws_would_not_take" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  variables {
    names_begin = "Shop"
  }

  expect_failures = [var.names_begin]
}

run "an_end_that_aws_would_not_take" {
  command = plan

  module {
    source = "./modules/dead-letters"
  }

  variables {
    names_end = "the letters"
  }

  expect_failures = [var.names_end]
}
