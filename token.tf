# Token delivery: the claim, for the pool's pre token generation trigger. Whoever manages the pool sets the
# trigger to the output token_function_arn: a pool has one such trigger, and may have one already.

locals {
  # Put together from names, not read from the function: the function depends on the pool's id, and a pool
  # whose trigger depended on the function could not be managed beside this module.
  token_function_arn = "arn:${local.partition}:lambda:${local.region}:${local.account_id}:function:${var.name_prefix}-token"

  token_function = {
    description     = "Adds the current journey to ID tokens"
    handler         = "attribution.handlers.token.handler"
    timeout_seconds = 5 # Cognito waits no longer
    memory_mb       = 1024
    asynchronous    = false
    policy_json     = one(data.aws_iam_policy_document.token[*].json)
    environment = {
      CAMPAIGN_ATTRIBUTE      = local.campaign_attribute
      TABLE_NAME              = aws_dynamodb_table.touches.name
      USERNAME_CASE_SENSITIVE = tostring(var.username_case_sensitive)
    }
  }
}

data "aws_iam_policy_document" "token" {
  count = var.delivery.token ? 1 : 0

  statement {
    sid       = "ReadTouches"
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.touches.arn]
  }
}

resource "aws_lambda_permission" "token" {
  count = var.delivery.token ? 1 : 0

  statement_id   = "cognito"
  action         = "lambda:InvokeFunction"
  function_name  = module.function["token"].function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = data.aws_cognito_user_pool.this.arn
  source_account = local.account_id
}
