# Bounces and complaints of SES, through a topic and a queue, to a function that suppresses their addresses.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  purpose = "ses-feedback"

  settings = merge(
    {
      QUEUE_URL           = module.queue.queue_url
      SUPPRESS_BOUNCES    = tostring(var.suppress_bounces)
      SUPPRESS_COMPLAINTS = tostring(var.suppress_complaints)
    },
    var.tenant_name == null ? {} : { TENANT_NAME = var.tenant_name },
    var.event_bus_name == null ? {} : { EVENT_BUS_NAME = var.event_bus_name, EVENT_SOURCE = "${var.name_prefix}.ses" },
  )
}

module "queue" {
  source = "../queue-consumer"

  purpose                  = local.purpose
  function_arn             = module.processor.function_arn
  function_timeout_seconds = var.lambda_timeout_seconds
  batch_size               = var.batch_size
  max_receive_count        = var.max_receive_count
  maximum_concurrency      = 2 # the least that Lambda takes, as SES throttles the account as a whole
  senders                  = { sns = { arns = [aws_sns_topic.this.arn] } }

  name_prefix     = var.name_prefix
  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

module "dependencies" {
  source = "../dependencies"

  name_prefix            = var.name_prefix
  lambda_runtime         = var.lambda_runtime
  dependencies_layer_arn = var.dependencies_layer_arn
  artifacts              = var.artifacts
}

module "processor" {
  source = "../function"

  purpose           = local.purpose
  description       = "Suppresses addresses that bounced or complained, for ${var.name_prefix}"
  package           = "ses_event_processing"
  handler           = "ses_event_processing.handlers.processor.handler"
  timeout_seconds   = var.lambda_timeout_seconds
  memory_mb         = 256
  environment       = local.settings
  policy_json       = data.aws_iam_policy_document.processor.json
  metrics_namespace = "JourneyAttribution"

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

data "aws_iam_policy_document" "processor" {
  source_policy_documents = [module.queue.function_policy_json]

  # The action knows no resources, only the API's version:
  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
  statement {
    sid       = "SuppressAddresses"
    actions   = ["ses:PutSuppressedDestination"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "ses:ApiVersion"
      values   = ["2"]
    }
  }

  # A message of several addresses is put back as one of each.
  statement {
    sid       = "PutBack"
    actions   = ["sqs:SendMessage"]
    resources = [module.queue.queue_arn]
  }

  dynamic "statement" {
    for_each = var.event_bus_name == null ? [] : [var.event_bus_name]

    content {
      sid       = "TellBus"
      actions   = ["events:PutEvents"]
      resources = ["arn:${local.partition}:events:${local.region}:${local.account}:event-bus/${statement.value}"]
    }
  }
}
