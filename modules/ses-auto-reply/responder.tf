# The function, what it may do, and where it remembers whom it has answered.

locals {
  environment = merge(
    {
      REPLY_INTERVAL_SECONDS = tostring(var.reply_interval_hours * 3600)
      REQUIRE_DMARC_PASS     = tostring(var.require_dmarc_pass)
      TABLE_NAME             = module.claims.table_name
      TEMPLATE_NAME          = local.template_name
      TEMPLATE_OF_PINPOINT   = tostring(local.of_pinpoint)
    },
    var.from_address == null ? {} : { FROM_ADDRESS = var.from_address },
    var.configuration_set_name == null ? {} : { CONFIGURATION_SET_NAME = var.configuration_set_name },
  )
}

module "responder" {
  source = "../function"

  purpose         = "responder"
  description     = "Answers mail that the receipt rule ${local.rule_name} takes"
  package         = "ses_auto_reply"
  handler         = "ses_auto_reply.handlers.responder.handler"
  timeout_seconds = 120
  memory_mb       = 512
  asynchronous    = true
  retries         = 2
  dead_letter_arn = module.dead_letters.queue_arn
  policy_json     = data.aws_iam_policy_document.responder.json
  environment     = local.environment

  metrics_namespace        = "JourneyAttribution"
  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_level                = var.log_level
  log_retention_days       = var.log_retention_days
  lambda_runtime           = var.lambda_runtime
  lambda_architecture      = var.lambda_architecture
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  dependencies_layer_arn   = module.dependencies.layer_arn
  artifacts                = var.artifacts
}

module "claims" {
  source = "../idempotency-table"

  purpose     = "replies"
  name_prefix = var.name_prefix
  tags        = var.tags
  kms_key_arn = var.kms_key_arn
}

data "aws_iam_policy_document" "responder" {
  source_policy_documents = [module.claims.function_policy_json]

  # SES asks for the permission on the identity and on the configuration set.
  statement {
    sid     = "SendReplies"
    actions = ["ses:SendEmail"]
    resources = concat(
      var.sending_identity_arns,
      var.configuration_set_name == null ? [] : ["${local.ses}:configuration-set/${var.configuration_set_name}"],
    )

    dynamic "condition" {
      for_each = var.from_address == null ? [] : [var.from_address]

      content {
        test     = "StringEquals"
        variable = "ses:FromAddress"
        values   = [condition.value]
      }
    }
  }

  statement {
    sid     = "ReadTemplate"
    actions = [local.of_pinpoint ? "mobiletargeting:GetEmailTemplate" : "ses:GetEmailTemplate"]
    resources = [
      local.of_pinpoint ? "arn:${local.partition}:mobiletargeting:${local.region}:${local.account}:templates/${local.template_name}/EMAIL" : "${local.ses}:template/${local.template_name}"
    ]
  }
}
