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

# https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
resource "aws_lambda_permission" "receipt_rule" {
  statement_id   = "ReceiptRule"
  action         = "lambda:InvokeFunction"
  function_name  = module.responder.function_name
  principal      = "ses.amazonaws.com"
  source_account = local.account
  source_arn     = local.rule_arn
}
