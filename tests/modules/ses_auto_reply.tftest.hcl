# Automatic replies: the rule, who may call the function, what it may do, and where failures go.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  name_prefix           = "shop-spring"
  sending_identity_arns = ["arn:aws:ses:eu-west-1:111122223333:identity/shop.example"]
  template_name         = "gone-fishing"
  recipients            = ["no-reply@shop.example"]
}

run "line_5_two_recipients_are_two_entries_of_the_rule" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    recipients = ["no-reply@shop.example", "news@shop.example"]
    rule_after = "archive"
  }

  assert {
    condition     = jsonencode(sort(aws_ses_receipt_rule.this.recipients)) == jsonencode(["news@shop.example", "no-reply@shop.example"])
    error_message = "Each recipient is an entry of its own: ${jsonencode(aws_ses_receipt_rule.this.recipients)}"
  }
  assert {
    condition     = aws_ses_receipt_rule.this.rule_set_name == "default-rule-set" && aws_ses_receipt_rule.this.name == "shop-spring-auto-reply" && aws_ses_receipt_rule.this.after == "archive"
    error_message = "The rule is named after the deployment, and stands where it is told."
  }
  assert {
    condition     = aws_ses_receipt_rule.this.enabled && aws_ses_receipt_rule.this.scan_enabled && one(aws_ses_receipt_rule.this.lambda_action).invocation_type == "Event" && one(aws_ses_receipt_rule.this.stop_action).scope == "RuleSet"
    error_message = "Mail is scanned, nobody waits for the function, and the rule set ends."
  }
}

run "defect_the_permission_names_the_rule" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    rule_set_name = "inbound"
    rule_name     = "answers"
    recipients    = []
    stop_rule_set = false
  }

  assert {
    condition     = aws_lambda_permission.receipt_rule.source_arn == "arn:aws:ses:eu-west-1:111122223333:receipt-rule-set/inbound:receipt-rule/answers" && aws_lambda_permission.receipt_rule.source_account == "111122223333" && aws_lambda_permission.receipt_rule.principal == "ses.amazonaws.com"
    error_message = "This rule may call the function, and no other: ${aws_lambda_permission.receipt_rule.source_arn}"
  }
  assert {
    condition     = length(aws_ses_receipt_rule.this.stop_action) == 0 && aws_ses_receipt_rule.this.recipients == null && output.rule_name == "answers"
    error_message = "Without recipients the rule is for all mail, and the rules after it go on."
  }
}

run "defect_the_role_may_use_named_resources_only" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    from_address           = "no-reply@shop.example"
    configuration_set_name = "replies"
  }

  assert {
    condition = jsonencode({ for statement in data.aws_iam_policy_document.responder.statement : statement.sid => [statement.actions, statement.resources] }) == jsonencode({
      ReadTemplate = [["ses:GetEmailTemplate"], ["arn:aws:ses:eu-west-1:111122223333:template/gone-fishing"]]
      SendReplies  = [["ses:SendEmail"], ["arn:aws:ses:eu-west-1:111122223333:configuration-set/replies", "arn:aws:ses:eu-west-1:111122223333:identity/shop.example"]]
    })
    error_message = "The role sends by one identity and one set, and reads one template: ${jsonencode(data.aws_iam_policy_document.responder.statement)}"
  }
  assert {
    condition     = jsonencode([for condition in data.aws_iam_policy_document.responder.statement[0].condition : [condition.variable, condition.values]]) == "[[\"ses:FromAddress\",[\"no-reply@shop.example\"]]]"
    error_message = "A fixed sender is the only one that the role may send as."
  }
  assert {
    condition = jsonencode(local.environment) == jsonencode({
      CONFIGURATION_SET_NAME = "replies"
      FROM_ADDRESS           = "no-reply@shop.example"
      REPLY_INTERVAL_SECONDS = "86400"
      REQUIRE_DMARC_PASS     = "true"
      TABLE_NAME             = "shop-spring-replies"
      TEMPLATE_NAME          = "gone-fishing"
      TEMPLATE_OF_PINPOINT   = "false"
    })
    error_message = "The function gets its settings: ${jsonencode(local.environment)}"
  }
}

run "line_8_what_fails_ends_among_the_dead_letters" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:111122223333:on-call"
    tags            = { team = "support" }
  }

  assert {
    condition     = module.dead_letters.queue_name == "shop-spring-auto-reply-dead-letters"
    error_message = "Events that nobody could answer wait in a queue of this name, as its alarm says."
  }
  assert {
    condition     = output.function_name == "shop-spring-responder" && output.table_name == "shop-spring-replies" && output.dlq_arn == module.dead_letters.queue_arn
    error_message = "Names follow from the prefix."
  }
  assert {
    condition     = startswith(module.dead_letters.alarm_arn, "arn:aws:cloudwatch:")
    error_message = "An alarm tells of dead letters."
  }
  assert {
    condition     = length(data.aws_iam_policy_document.responder.statement[0].condition) == 0 && length(aws_ses_template.inline) == 0
    error_message = "Without a fixed sender each address of the identities may answer, and the template is another's."
  }
}

run "an_inline_template_is_kept_in_ses" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    template_source = "inline"
    template_name   = null
    inline_template = { subject = "Re:", text = "Hello %%NAME%%" }
    kms_key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
  }

  assert {
    condition     = aws_ses_template.inline[0].name == "shop-spring-auto-reply" && aws_ses_template.inline[0].subject == "Re:" && aws_ses_template.inline[0].text == "Hello %%NAME%%" && aws_ses_template.inline[0].html == null
    error_message = "The template is made of the input."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.responder.statement[1].resources) == "arn:aws:ses:eu-west-1:111122223333:template/shop-spring-auto-reply" && local.environment.TEMPLATE_NAME == "shop-spring-auto-reply"
    error_message = "The function reads that template, and may read no other."
  }
}

run "a_template_of_pinpoint_may_be_read_where_that_is_wanted" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    template_source = "pinpoint"
  }

  assert {
    condition     = jsonencode(data.aws_iam_policy_document.responder.statement[1].actions) == "[\"mobiletargeting:GetEmailTemplate\"]" && one(data.aws_iam_policy_document.responder.statement[1].resources) == "arn:aws:mobiletargeting:eu-west-1:111122223333:templates/gone-fishing/EMAIL" && local.environment.TEMPLATE_OF_PINPOINT == "true"
    error_message = "The function reads this template of Pinpoint: ${jsonencode(data.aws_iam_policy_document.responder.statement[1].resources)}"
  }

  expect_failures = [check.pinpoint_end_of_support] # it warns, and stops nothing
}

run "all_mail_of_the_account_is_not_taken_without_a_warning" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    recipients = []
  }

  expect_failures = [check.swallows_all_mail] # it warns, and stops nothing
}

run "all_mail_that_earlier_rules_have_seen_may_be_taken" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    recipients = []
    rule_after = "archive"
  }

  assert {
    condition     = one(aws_ses_receipt_rule.this.stop_action).scope == "RuleSet" && aws_ses_receipt_rule.this.recipients == null
    error_message = "Behind another rule this one may be for all mail, and the last."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    rule_set_name          = "inbound/rules"
    rule_name              = "-answers"
    recipients             = ["no-reply@shop.example,news@shop.example"]
    from_address           = "Shop <no-reply@shop.example>"
    sending_identity_arns  = ["arn:aws:ses:eu-west-1:111122223333:identity/*"]
    template_source        = "s3"
    reply_interval_hours   = 0.5
    configuration_set_name = "replies of today"
  }

  expect_failures = [
    var.rule_set_name,
    var.rule_name,
    var.recipients,
    var.from_address,
    var.sending_identity_arns,
    var.template_source,
    var.reply_interval_hours,
    var.configuration_set_name,
  ]
}

run "an_inline_template_needs_its_text_and_no_name" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    template_source       = "inline"
    inline_template       = { subject = "Re:", html = " " }
    sending_identity_arns = []
  }

  expect_failures = [var.template_name, var.inline_template, var.sending_identity_arns]
}

run "a_kept_template_needs_its_name_and_no_text" {
  command = plan

  module {
    source = "./modules/ses-auto-reply"
  }

  variables {
    template_name   = "arn:aws:ses:eu-west-1:111122223333:template/gone-fishing"
    inline_template = { subject = "Re:", text = "Hello" }
  }

  expect_failures = [var.template_name, var.inline_template]
}
