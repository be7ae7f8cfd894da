# The function that knows the rules, what it may do, and its locks.

locals {
  timeout_seconds = 120 # also in the code, which begins no contact that it could not finish

  # As the environment has 4 KB for all: what a rule does not have is left out, and the rest is packed.
  rules_packed = base64gzip(jsonencode([for rule in var.rules : { for key, value in rule : key => value if value != null }]))

  stores = {
    customer_profiles = {
      PROFILES_DOMAIN_NAME = var.profiles_domain_name
      PROFILE_KEY          = jsonencode(var.profile_key)
    }
    pinpoint = {
      PINPOINT_APPLICATION_ID = local.application_id
    }
  }
}

# Neither store of contacts has conditional updates: two calls at once must not work on the same contact.
module "locks" {
  source = "../idempotency-table"

  purpose = "segment-locks"

  name_prefix = var.name_prefix
  tags        = var.tags
  kms_key_arn = var.kms_key_arn
}

module "rule_engine" {
  source = "../function"

  purpose         = "rule-engine"
  description     = "Turns events into attributes that segments of ${var.name_prefix} follow"
  package         = "event_based_segmentation"
  handler         = "event_based_segmentation.handlers.rule_engine.handler"
  timeout_seconds = local.timeout_seconds
  memory_mb       = 512
  environment = merge(local.stores[var.backend], {
    CREATE_MISSING_CONTACTS = tostring(var.create_missing_contacts)
    FAILURE_QUEUE_URL       = module.queue.dlq_url
    LOCK_TABLE              = module.locks.table_name
    RULES                   = local.rules_packed
  })
  policy_json       = data.aws_iam_policy_document.rule_engine.json
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

data "aws_iam_policy_document" "rule_engine" {
  source_policy_documents = [module.queue.function_policy_json]

  # A lock is taken and given free, and never read.
  statement {
    sid       = "HoldLocks"
    actions   = ["dynamodb:DeleteItem", "dynamodb:PutItem"]
    resources = [module.locks.table_arn]
  }

  # What it refuses itself, and what Lambda gives up of the stream.
  statement {
    sid       = "ReportFailedRecords"
    actions   = ["sqs:SendMessage"]
    resources = [module.queue.dlq_arn]
  }

  dynamic "statement" {
    for_each = aws_kinesis_stream.this

    content {
      sid       = "ReadStream"
      actions   = ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
      resources = [statement.value.arn]
    }
  }

  # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html
  dynamic "statement" {
    for_each = local.pinpoint ? [] : [var.profiles_domain_name]

    content {
      sid       = "UpdateProfiles"
      actions   = concat(var.create_missing_contacts ? ["profile:CreateProfile"] : [], ["profile:SearchProfiles", "profile:UpdateProfile"])
      resources = ["arn:${local.partition}:profile:${local.region}:${local.account}:domains/${statement.value}"]
    }
  }

  dynamic "statement" {
    for_each = local.projects

    content {
      sid       = "UpdateEndpoints"
      actions   = ["mobiletargeting:GetEndpoint", "mobiletargeting:UpdateEndpoint"]
      resources = ["${local.application}/endpoints/*"]
    }
  }
}
