# STOP, START and HELP of the numbers whose opt-outs we manage: consent first, then a reply, then an event.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  metrics_namespace = "JourneyAttribution"
  of_pinpoint       = var.backend == "pinpoint"

  timeout_seconds = 120

  # A number of a pool is sent from by the pool, which is what the role may use; of Pinpoint's, by the number.
  identities = {
    for number, arn in var.origination_identities : number => strcontains(arn, ":pool/") && !local.of_pinpoint ? arn : number
  }
  replies = {
    for intent, text in { opt_out = var.opt_out_reply, opt_in = var.opt_in_reply, help = var.help_reply } : intent => text
    if text != null
  }
}

module "consent" {
  source = "../function"

  purpose         = "consent"
  description     = "Records who opted out of ${var.program} by text and answers them, for ${var.name_prefix}"
  package         = "sms_self_managed_opt_outs"
  handler         = "sms_self_managed_opt_outs.handlers.consent.handler"
  timeout_seconds = local.timeout_seconds
  memory_mb       = 512
  policy_json     = data.aws_iam_policy_document.consent.json

  environment = merge(
    {
      CONSENT_TABLE          = aws_dynamodb_table.consent.name
      FIRST_WORD             = tostring(var.match_mode == "first_word")
      HELP_KEYWORDS          = join(",", sort(tolist(var.help_keywords)))
      INBOUND_TABLE          = module.inbound_seen.table_name
      OPT_IN_KEYWORDS        = join(",", sort(tolist(var.opt_in_keywords)))
      OPT_OUT_KEYWORDS       = join(",", sort(tolist(var.opt_out_keywords)))
      ORIGINATION_IDENTITIES = jsonencode(local.identities)
      PROGRAM                = var.program
      REPLIES                = jsonencode(local.replies)
    },
    var.mirror_opt_out_list ? { OPT_OUT_LIST_NAME = aws_pinpointsmsvoicev2_opt_out_list.this[0].name } : {},
    var.event_bus_arn == null ? {} : {
      EVENT_BUS_ARN  = var.event_bus_arn
      EVENT_SOURCE   = "${var.name_prefix}.sms-consent"
      INCLUDE_NUMBER = tostring(var.include_number)
    },
    local.of_pinpoint ? { PINPOINT_APPLICATION_ID = var.pinpoint_application_id } : {},
    var.endpoint_lookup == null ? {} : { ENDPOINT_USER_ID = var.endpoint_lookup },
  )

  metrics_namespace = local.metrics_namespace

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

check "pinpoint_end_of_support" {
  assert {
    condition     = !local.of_pinpoint
    error_message = "AWS ended support for Amazon Pinpoint's projects and endpoints on 2026-10-30, and replies by a project may fail: use the backend end_user_messaging."
  }
}
