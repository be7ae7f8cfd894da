# How mail comes in: a rule in a set that exists. A Region has one active set, which is not this module's to choose.

resource "aws_ses_receipt_rule" "this" {
  name          = local.rule_name
  rule_set_name = var.rule_set_name
  after         = var.rule_after
  recipients    = length(var.recipients) == 0 ? null : var.recipients
  enabled       = true
  scan_enabled  = true # without it there are no verdicts, and the function would answer spam

  lambda_action {
    position        = 1
    function_arn    = module.responder.function_arn
    invocation_type = "Event"
  }

  dynamic "stop_action" {
    for_each = var.stop_rule_set ? [1] : []

    content {
      position = 2
      scope    = "RuleSet"
    }
  }

  # SES refuses a rule whose function it may not call.
  depends_on = [aws_lambda_permission.receipt_rule]
}

# The three defaults together, in a set that is in use, would take the account's mail from the rules that keep it.
check "swallows_all_mail" {
  assert {
    condition     = !(length(var.recipients) == 0 && var.stop_rule_set && var.rule_after == null)
    error_message = "This rule takes all mail of the account's verified domains first, and no later rule sees it: mail that the others would store or deliver is lost, as the function gets no bodies. Name recipients, or the rule to come after as rule_after, or set stop_rule_set = false."
  }
}

# https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
resource "aws_lambda_permission" "receipt_rule" {
  statement_id   = "ReceiptRule"
  action         = "lambda:InvokeFunction"
  function_name  = module.responder.function_name
  principal      = "ses.amazonaws.com"
  source_account = local.account
  source_arn     = local.rule_arn
}
