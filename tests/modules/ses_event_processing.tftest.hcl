# Who may publish, who is told of what, what the function may do, and under which key all of it lies.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix             = "shop-spring"
  configuration_set_names = ["news", "receipts"]
}

run "a_configuration_set_tells_of_bounces_and_complaints" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  assert {
    condition     = join(",", [for set in aws_sesv2_configuration_set_event_destination.topic : set.configuration_set_name]) == "news,receipts"
    error_message = "Each set gets an event destination."
  }
  assert {
    condition = alltrue([
      for set in aws_sesv2_configuration_set_event_destination.topic :
      set.event_destination_name == "shop-spring-ses-feedback" && set.event_destination[0].enabled &&
      join(",", sort(set.event_destination[0].matching_event_types)) == "BOUNCE,COMPLAINT" &&
      set.event_destination[0].sns_destination[0].topic_arn == output.topic_arn
    ])
    error_message = "The destinations tell the topic of bounces and complaints, and of nothing else."
  }
  assert {
    condition     = length(aws_ses_identity_notification_topic.this) + length(aws_sesv2_account_suppression_attributes.this) == 0
    error_message = "Neither an identity nor the account is touched unless somebody says so."
  }
  assert {
    condition     = aws_sns_topic.this.name == "shop-spring-ses-feedback" && output.function_name == "shop-spring-ses-feedback"
    error_message = "Names follow from the prefix, so that two deployments never share one."
  }
  assert {
    condition     = output.role_arn == "arn:aws:iam::111122223333:role/shop-spring-ses-feedback-eu-west-1"
    error_message = "The role is that of the function: ${output.role_arn}"
  }
  assert {
    condition     = output.queue_arn == module.queue.queue_arn && output.queue_url == module.queue.queue_url && output.dlq_arn == module.queue.dlq_arn && output.function_arn == module.processor.function_arn
    error_message = "The outputs are those of the queue and the function."
  }
  assert {
    condition     = jsonencode(local.settings) == jsonencode({ QUEUE_URL = output.queue_url, SUPPRESS_BOUNCES = "true", SUPPRESS_COMPLAINTS = "true" })
    error_message = "The function suppresses both, on the account's list, and tells nobody: ${jsonencode(local.settings)}"
  }
}

run "defect_ses_may_publish_and_sns_may_send" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  assert {
    condition = (
      jsonencode(one(data.aws_iam_policy_document.senders.statement).actions) == "[\"sns:Publish\"]" &&
      jsonencode(one(one(data.aws_iam_policy_document.senders.statement).principals).identifiers) == "[\"ses.amazonaws.com\"]" &&
      one(one(data.aws_iam_policy_document.senders.statement).resources) == output.topic_arn
    )
    error_message = "SES may publish to this topic, and nobody may do anything else."
  }
  assert {
    condition = jsonencode({ for condition in one(data.aws_iam_policy_document.senders.statement).condition : condition.variable => sort(condition.values) }) == jsonencode({
      "aws:SourceAccount" = ["111122223333"]
      "aws:SourceArn" = [
        "arn:aws:ses:eu-west-1:111122223333:configuration-set/news",
        "arn:aws:ses:eu-west-1:111122223333:configuration-set/receipts",
      ]
    })
    error_message = "SES may publish for this account's configuration sets only."
  }
  assert {
    condition     = aws_sns_topic_policy.this.arn == output.topic_arn && aws_sns_topic_subscription.queue.topic_arn == output.topic_arn && aws_sns_topic_subscription.queue.endpoint == output.queue_arn
    error_message = "The topic has its policy, and the queue hears it."
  }
  assert {
    condition     = aws_sns_topic_subscription.queue.raw_message_delivery && jsondecode(aws_sns_topic_subscription.queue.redrive_policy).deadLetterTargetArn == output.dlq_arn
    error_message = "Messages come as SES wrote them, and what SNS cannot deliver is kept."
  }
}

run "the_function_may_suppress_and_put_back" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  assert {
    condition     = join(",", flatten([for statement in data.aws_iam_policy_document.processor.statement : statement.actions])) == "ses:PutSuppressedDestination,sqs:SendMessage"
    error_message = "Besides reading its queue, the function uses two actions."
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.processor.statement : one(statement.resources) if statement.sid == "PutBack"]) == output.queue_arn
    error_message = "It puts messages into the queue that it reads, and into no other."
  }
  assert {
    condition     = jsonencode({ for condition in data.aws_iam_policy_document.processor.statement[0].condition : condition.variable => condition.values }) == jsonencode({ "ses:ApiVersion" = ["2"] })
    error_message = "The action has no resources, so the API's version is what limits it."
  }
}

run "line_9_without_a_key_no_key_of_aws" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == null
    error_message = "The topic has a customer's key or none: nobody can let SES use alias/aws/sns."
  }
}

run "line_9_a_customers_key_for_the_topic" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
    error_message = "The topic lies under the given key."
  }
}

run "line_9_an_alias_of_aws_is_refused" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/aws/sns"
  }

  expect_failures = [var.kms_key_arn]
}

run "identities_a_tenant_and_a_bus" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    source_mode                = "both"
    identities                 = ["example.org", "news@shop.example.org"]
    configuration_set_names    = ["news"]
    batch_size                 = 5
    lambda_timeout_seconds     = 120
    max_receive_count          = 3
    tenant_name                = "acme"
    event_bus_name             = "customers"
    manage_account_suppression = true
    alarm_topic_arn            = "arn:aws:sns:eu-west-1:111122223333:on-call"
    tags                       = { team = "growth" }
  }

  assert {
    condition = jsonencode(sort([for topic in aws_ses_identity_notification_topic.this : "${topic.identity} ${topic.notification_type}" if topic.topic_arn == output.topic_arn])) == jsonencode([
      "example.org Bounce", "example.org Complaint", "news@shop.example.org Bounce", "news@shop.example.org Complaint",
    ])
    error_message = "Each identity tells the topic of both kinds."
  }
  assert {
    condition = jsonencode([for condition in one(data.aws_iam_policy_document.senders.statement).condition : sort(condition.values) if condition.variable == "aws:SourceArn"]) == jsonencode([[
      "arn:aws:ses:eu-west-1:111122223333:configuration-set/news",
      "arn:aws:ses:eu-west-1:111122223333:identity/example.org",
      "arn:aws:ses:eu-west-1:111122223333:identity/news@shop.example.org",
    ]])
    error_message = "SES may publish for the set and the identities."
  }
  assert {
    condition     = join(",", sort(aws_sesv2_account_suppression_attributes.this[0].suppressed_reasons)) == "BOUNCE,COMPLAINT"
    error_message = "With the switch, SES suppresses by itself."
  }
  assert {
    condition = jsonencode(local.settings) == jsonencode({
      EVENT_BUS_NAME      = "customers"
      EVENT_SOURCE        = "shop-spring.ses"
      QUEUE_URL           = output.queue_url
      SUPPRESS_BOUNCES    = "true"
      SUPPRESS_COMPLAINTS = "true"
      TENANT_NAME         = "acme"
    })
    error_message = "The function knows the tenant and the bus: ${jsonencode(local.settings)}"
  }
  assert {
    condition     = one([for statement in data.aws_iam_policy_document.processor.statement : one(statement.resources) if statement.sid == "TellBus"]) == "arn:aws:events:eu-west-1:111122223333:event-bus/customers"
    error_message = "The function may tell the one bus."
  }
}

run "complaints_alone_of_an_identity" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    source_mode                = "identity"
    identities                 = ["example.org"]
    configuration_set_names    = []
    suppress_bounces           = false
    manage_account_suppression = true
  }

  assert {
    condition     = length(aws_sesv2_configuration_set_event_destination.topic) == 0 && join(",", [for topic in aws_ses_identity_notification_topic.this : topic.notification_type]) == "Complaint"
    error_message = "Only complaints of the identity are asked for."
  }
  assert {
    condition     = local.settings.SUPPRESS_BOUNCES == "false" && local.settings.SUPPRESS_COMPLAINTS == "true"
    error_message = "The function leaves bounces alone."
  }
  assert {
    condition     = join(",", sort(aws_sesv2_account_suppression_attributes.this[0].suppressed_reasons)) == "BOUNCE,COMPLAINT"
    error_message = "What SES does for the whole account is not switched off for a reason that the function leaves alone."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    name_prefix             = "aws"
    configuration_set_names = ["arn:aws:ses:eu-west-1:111122223333:configuration-set/news"]
    identities              = ["https://example.org"]
    batch_size              = 11
    lambda_timeout_seconds  = 30
    suppress_bounces        = false
    suppress_complaints     = false
    tenant_name             = "a tenant"
    event_bus_name          = "customers"
  }

  expect_failures = [
    var.configuration_set_names,
    var.identities,
    var.batch_size,
    var.lambda_timeout_seconds,
    var.suppress_bounces,
    var.tenant_name,
    var.event_bus_name,
  ]
}

run "sources_that_do_not_fit_the_mode" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    source_mode    = "identity"
    event_bus_name = "arn:aws:events:eu-west-1:111122223333:event-bus/customers"
  }

  expect_failures = [var.configuration_set_names, var.identities, var.event_bus_name]
}

run "an_unknown_mode" {
  command = plan

  module {
    source = "./modules/ses-event-processing"
  }

  variables {
    source_mode             = "topic"
    configuration_set_names = []
  }

  expect_failures = [var.source_mode]
}
