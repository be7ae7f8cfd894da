# Opt-outs that we manage ourselves: who may publish, what the function knows and may do, and both backends.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix            = "shop"
  origination_identities = { "+12125550101" = "arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-1" }
}

run "line_9_only_the_sms_service_of_this_account_publishes" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/shop"
  }

  assert {
    condition     = keys(data.aws_iam_policy_document.senders) == ["inbound-texts"] && aws_sns_topic_policy.inbound.arn == aws_sns_topic.inbound.arn
    error_message = "The topic has a policy of its own."
  }
  assert {
    condition = jsonencode([for statement in data.aws_iam_policy_document.senders["inbound-texts"].statement : {
      actions    = statement.actions
      resources  = statement.resources
      principals = [for principal in statement.principals : [principal.type, one(principal.identifiers)]]
      conditions = { for condition in statement.condition : condition.variable => [condition.test, one(condition.values)] }
      }]) == jsonencode([{
      actions    = ["sns:Publish"]
      resources  = [output.topic_arn]
      principals = [["Service", "sms-voice.amazonaws.com"]]
      conditions = {
        "aws:SourceAccount" = ["StringEquals", "111122223333"]
        "aws:SourceArn"     = ["ArnLike", "arn:aws:sms-voice:eu-west-1:111122223333:*"]
      }
    }])
    error_message = "End User Messaging may publish for this account, and nobody else."
  }
  assert {
    condition     = aws_sns_topic.inbound.kms_master_key_id == "arn:aws:kms:eu-west-1:111122223333:key/shop"
    error_message = "The topic has the caller's key."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.producers.statement : one(one(statement.principals).identifiers) => sort(tolist(statement.actions)) }) == jsonencode({
      "sms-voice.amazonaws.com" = ["kms:Decrypt", "kms:GenerateDataKey*"]
      "sns.amazonaws.com"       = ["kms:Decrypt", "kms:GenerateDataKey*"]
    })
    error_message = "The key's policy lets End User Messaging publish, and SNS put into the queue."
  }
  assert {
    condition     = contains([for statement in data.aws_iam_policy_document.consumers.statement : statement.sid], "DecryptConsent")
    error_message = "Senders may read a table that is encrypted by the key."
  }
}

run "line_9_without_a_key_the_topic_has_none_of_sns" {
  command = plan

  override_resource {
    target          = aws_pinpointsmsvoicev2_opt_out_list.this[0]
    override_during = plan
    values          = { arn = "arn:aws:sms-voice:eu-west-1:111122223333:opt-out-list/shop-opt-outs" }
  }

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  assert {
    condition     = aws_sns_topic.inbound.kms_master_key_id == null
    error_message = "By AWS's own key for SNS no inbound text could be published: that was the original's defect."
  }
  assert {
    condition     = aws_sns_topic_subscription.inbound.raw_message_delivery == false && aws_sns_topic_subscription.inbound.protocol == "sqs" && jsondecode(aws_sns_topic_subscription.inbound.redrive_policy).deadLetterTargetArn == output.dlq_arn
    error_message = "The envelope brings the time, and what cannot be delivered is kept."
  }
  assert {
    condition     = join(",", [aws_sns_topic.inbound.name, output.consent_table_name, output.opt_out_list_name, module.consent.function_name]) == "shop-inbound-texts,shop-consent,shop-opt-outs,shop-consent"
    error_message = "Names follow from the prefix."
  }
  assert {
    condition     = aws_dynamodb_table.consent.hash_key == "phone_number" && aws_dynamodb_table.consent.range_key == "program" && aws_dynamodb_table.consent.deletion_protection_enabled
    error_message = "Consent is by number and program, and is not destroyed by chance."
  }
  assert {
    condition     = jsonencode([for statement in data.aws_iam_policy_document.consumers.statement : [statement.sid, one(statement.actions), one(statement.resources)]]) == jsonencode([["AskForConsent", "dynamodb:GetItem", output.consent_table_arn]])
    error_message = "A sender may ask this table, and do nothing else."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.consent.statement : statement.sid => { actions = sort(tolist(statement.actions)), resources = tolist(statement.resources) } }) == jsonencode({
      MirrorConsent = { actions = ["sms-voice:DeleteOptedOutNumber", "sms-voice:PutOptedOutNumber"], resources = [aws_pinpointsmsvoicev2_opt_out_list.this[0].arn] }
      RecordConsent = { actions = ["dynamodb:GetItem", "dynamodb:PutItem"], resources = [output.consent_table_arn] }
      Reply         = { actions = ["sms-voice:SendTextMessage"], resources = ["arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-1"] }
    })
    error_message = "The function may do what it does, with named things: ${jsonencode(data.aws_iam_policy_document.consent.statement)}"
  }
  assert {
    condition     = jsonencode(local.identities) == jsonencode({ "+12125550101" = "+12125550101" })
    error_message = "A reply leaves from the number that was texted."
  }
}

run "defect_two_identities_and_a_bus_are_named_one_by_one" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    origination_identities = {
      "+12125550101" = "arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-1"
      "12345"        = "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1"
    }
    event_bus_arn       = "arn:aws:events:eu-west-1:111122223333:event-bus/shop"
    mirror_opt_out_list = false
    match_mode          = "first_word"
    help_reply          = null
    force_destroy       = true
  }

  assert {
    condition     = jsonencode(local.identities) == jsonencode({ "+12125550101" = "+12125550101", "12345" = "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1" })
    error_message = "Of a pool the role may use the pool alone."
  }
  assert {
    condition     = jsonencode(sort(keys(local.replies))) == jsonencode(["opt_in", "opt_out"])
    error_message = "Null is no reply."
  }
  assert {
    condition     = output.opt_out_list_name == null && !aws_dynamodb_table.consent.deletion_protection_enabled
    error_message = "No mirror, and a table that may go."
  }
  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.consent.statement : statement.sid => sort(tolist(statement.resources)) }) == jsonencode({
      RecordConsent = [output.consent_table_arn]
      Reply         = ["arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-1", "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1"]
      TellOthers    = ["arn:aws:events:eu-west-1:111122223333:event-bus/shop"]
    })
    error_message = "Each identity and the bus are named: ${jsonencode(data.aws_iam_policy_document.consent.statement)}"
  }
}

run "defect_pinpoint_is_used_for_one_project_and_warns" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    backend                 = "pinpoint"
    pinpoint_application_id = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
    endpoint_lookup         = "customer-{digits}"
    mirror_opt_out_list     = false
    origination_identities  = { "12345" = "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1" }
  }

  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.consent.statement : one(statement.actions) => one(statement.resources) if statement.sid != "RecordConsent" }) == jsonencode({
      "mobiletargeting:GetUserEndpoints" = "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f/users/*"
      "mobiletargeting:SendMessages"     = "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f/messages"
      "mobiletargeting:UpdateEndpoint"   = "arn:aws:mobiletargeting:eu-west-1:111122223333:apps/0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f/endpoints/*"
    })
    error_message = "The function may use one project, and End User Messaging not at all."
  }
  assert {
    condition     = local.identities["12345"] == "12345"
    error_message = "Pinpoint takes numbers."
  }

  expect_failures = [check.pinpoint_end_of_support] # it warns, and stops nothing
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    origination_identities  = { "212-555-0101" = "phone-1" }
    program                 = "one time"
    opt_out_keywords        = ["STOP "]
    match_mode              = "anywhere"
    opt_out_reply           = " "
    opt_in_reply            = ""
    help_reply              = ""
    pinpoint_application_id = "my project"
    endpoint_lookup         = "customer"
    event_bus_arn           = "default"
    maximum_concurrency     = 1
  }

  expect_failures = [
    var.origination_identities,
    var.program,
    var.opt_out_keywords,
    var.match_mode,
    var.opt_out_reply,
    var.opt_in_reply,
    var.help_reply,
    var.pinpoint_application_id,
    var.endpoint_lookup,
    var.event_bus_arn,
    var.maximum_concurrency,
  ]
}

run "words_to_opt_in_are_words" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    opt_in_keywords = ["yes, please"]
  }

  expect_failures = [var.opt_in_keywords]
}

run "words_for_help_are_words" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    help_keywords = [""]
  }

  expect_failures = [var.help_keywords]
}

run "no_word_opts_out_and_in" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    opt_in_keywords = ["START", "stop"]
  }

  expect_failures = [var.opt_in_keywords]
}

run "no_word_opts_in_and_asks_for_help" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    help_keywords = ["HELP", "Start"]
  }

  expect_failures = [var.help_keywords]
}

run "words_to_opt_out_have_a_letter_or_a_digit" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    opt_out_keywords = ["!!"]
  }

  expect_failures = [var.opt_out_keywords]
}

run "words_to_opt_in_have_a_letter_or_a_digit" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    opt_in_keywords = ["!!"]
  }

  expect_failures = [var.opt_in_keywords]
}

run "words_for_help_have_a_letter_or_a_digit" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    help_keywords = ["!!"]
  }

  expect_failures = [var.help_keywords]
}

run "words_of_any_script_are_words" {
  command = plan

  module {
    source = "./modules/sms-self-managed-opt-outs"
  }

  variables {
    opt_out_keywords    = ["2", "СТОП", "停止", "*9*"]
    maximum_concurrency = 1000
  }

  assert {
    condition     = length(var.opt_out_keywords) == 4
    error_message = "A letter is one in any script, and a digit will do."
  }
}
