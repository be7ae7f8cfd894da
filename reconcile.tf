# Reconciliation: a one-off after a restored pool or table. It finds users and queues them; the projection
# writes, at its pace.

locals {
  reconcile_function = {
    description     = "Finds users whose campaign attribute may differ from the table"
    handler         = "attribution.handlers.reconcile.handler"
    timeout_seconds = 900
    memory_mb       = 512
    asynchronous    = false # called by a person or a script, with what to go on from
    policy_json     = one(data.aws_iam_policy_document.reconcile[*].json)
    environment = {
      BACKLOG_QUEUE_URL       = one(aws_sqs_queue.backlog[*].url)
      CAMPAIGN_ATTRIBUTE      = local.campaign_attribute
      TABLE_NAME              = aws_dynamodb_table.touches.name
      USER_POOL_ID            = var.cognito_user_pool_id
      USERNAME_CASE_SENSITIVE = tostring(var.username_case_sensitive)
    }
  }
}

data "aws_iam_policy_document" "reconcile" {
  count = var.delivery.attribute ? 1 : 0

  statement {
    sid       = "ReadTouches"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:Scan"]
    resources = [aws_dynamodb_table.touches.arn]
  }

  statement {
    sid       = "ListUsers"
    actions   = ["cognito-idp:ListUsers"]
    resources = [data.aws_cognito_user_pool.this.arn]
  }

  statement {
    sid       = "QueueBacklog"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.backlog[0].arn]
  }
}
