# What the function may do.

locals {
  project_arn = local.of_pinpoint ? "arn:${local.partition}:mobiletargeting:${local.region}:${local.account}:apps/${var.pinpoint_application_id}" : null
}

data "aws_iam_policy_document" "consent" {
  source_policy_documents = [module.queue.function_policy_json, module.inbound_seen.function_policy_json]

  statement {
    sid       = "RecordConsent"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [aws_dynamodb_table.consent.arn]
  }

  dynamic "statement" {
    for_each = local.of_pinpoint ? [] : [1]

    content {
      sid       = "Reply"
      actions   = ["sms-voice:SendTextMessage"]
      resources = distinct(values(var.origination_identities))
    }
  }

  dynamic "statement" {
    for_each = aws_pinpointsmsvoicev2_opt_out_list.this[*].arn

    content {
      sid       = "MirrorConsent"
      actions   = ["sms-voice:DeleteOptedOutNumber", "sms-voice:PutOptedOutNumber"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.event_bus_arn == null ? [] : [var.event_bus_arn]

    content {
      sid       = "TellOthers"
      actions   = ["events:PutEvents"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = local.of_pinpoint ? [1] : []

    content {
      sid       = "ReplyByPinpoint"
      actions   = ["mobiletargeting:SendMessages"]
      resources = ["${local.project_arn}/messages"]
    }
  }

  dynamic "statement" {
    for_each = var.endpoint_lookup == null ? [] : [1]

    content {
      sid       = "FindEndpoints"
      actions   = ["mobiletargeting:GetUserEndpoints"]
      resources = ["${local.project_arn}/users/*"]
    }
  }

  dynamic "statement" {
    for_each = var.endpoint_lookup == null ? [] : [1]

    content {
      sid       = "FlagEndpoints"
      actions   = ["mobiletargeting:UpdateEndpoint"]
      resources = ["${local.project_arn}/endpoints/*"]
    }
  }
}
