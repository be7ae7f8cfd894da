# With auto_invalidate: what changes in the bucket is forgotten by CloudFront, in batches.

locals {
  metrics_namespace       = "JourneyAttribution"
  invalidator_timeout     = 60
  most_changes_at_once    = 1000 # more paths than this become one: /*
  seconds_to_wait_for_all = 20
}

resource "aws_s3_bucket_notification" "content" {
  count = var.auto_invalidate ? 1 : 0

  bucket      = module.content.bucket
  eventbridge = true
}

# When the lifecycle removes a former version, readers see no change, and each path costs.
resource "aws_cloudwatch_event_rule" "changes" {
  count = var.auto_invalidate ? 1 : 0

  name        = "${var.name_prefix}-content-changes"
  description = "Objects of ${local.bucket_name} that were written or removed"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created", "Object Deleted"]
    detail = {
      bucket = { name = [local.bucket_name] }
      reason = [{ anything-but = ["Lifecycle Expiration"] }]
    }
  })
}

resource "aws_cloudwatch_event_target" "changes" {
  count = var.auto_invalidate ? 1 : 0

  rule      = aws_cloudwatch_event_rule.changes[0].name
  target_id = "queue"
  arn       = module.changes[0].queue_arn

  dead_letter_config {
    arn = module.changes[0].dlq_arn
  }
}

module "changes" {
  source = "../queue-consumer"
  count  = var.auto_invalidate ? 1 : 0

  purpose                  = "changes"
  function_arn             = module.invalidator[0].function_arn
  function_timeout_seconds = local.invalidator_timeout
  batch_size               = local.most_changes_at_once
  batching_window_seconds  = local.seconds_to_wait_for_all
  maximum_concurrency      = 2 # the fewest that Lambda takes: changes of one moment shall meet in one batch
  max_receive_count        = 5 # six minutes apart: CloudFront is done with what it has to do by then
  senders                  = { events = { arns = [aws_cloudwatch_event_rule.changes[0].arn] } }

  name_prefix     = var.name_prefix
  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

module "invalidator" {
  source = "../function"
  count  = var.auto_invalidate ? 1 : 0

  purpose           = "invalidator"
  description       = "Lets CloudFront forget what changed in ${local.bucket_name}"
  package           = "simple_cms"
  handler           = "simple_cms.handlers.invalidator.handler"
  timeout_seconds   = local.invalidator_timeout
  memory_mb         = 256
  policy_json       = data.aws_iam_policy_document.invalidator[0].json
  metrics_namespace = local.metrics_namespace

  environment = {
    CONTENT_BUCKET  = local.bucket_name
    DISTRIBUTION_ID = aws_cloudfront_distribution.this.id
    INDEX_DOCUMENT  = var.default_root_object
  }

  name_prefix              = var.name_prefix
  tags                     = var.tags
  kms_key_arn              = var.kms_key_arn
  log_level                = var.log_level
  log_retention_days       = var.log_retention_days
  lambda_runtime           = var.lambda_runtime
  lambda_architecture      = var.lambda_architecture
  alarm_topic_arn          = var.alarm_topic_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  dependencies_layer_arn   = module.dependencies[0].layer_arn
  artifacts                = var.artifacts
}

data "aws_iam_policy_document" "invalidator" {
  count = var.auto_invalidate ? 1 : 0

  source_policy_documents = [module.changes[0].function_policy_json]

  statement {
    sid       = "ForgetContent"
    actions   = ["cloudfront:CreateInvalidation"]
    resources = [aws_cloudfront_distribution.this.arn]
  }
}

module "dependencies" {
  source = "../dependencies"
  count  = var.auto_invalidate ? 1 : 0

  name_prefix            = var.name_prefix
  lambda_runtime         = var.lambda_runtime
  dependencies_layer_arn = var.dependencies_layer_arn
  artifacts              = var.artifacts
}
