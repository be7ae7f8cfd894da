# What people do becomes attributes of theirs within seconds, so that segments follow: events, a table of rules, a
# store of contacts.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  pinpoint = var.backend == "pinpoint"
  # A project's events come by its event stream.
  stream_wanted = var.kinesis_enabled || local.pinpoint
}

module "queue" {
  source = "../queue-consumer"

  purpose                  = "segment-events"
  function_arn             = module.rule_engine.function_arn
  function_timeout_seconds = local.timeout_seconds
  batch_size               = var.batch_size
  batching_window_seconds  = 1 # the more events of a person come together, the fewer updates
  max_receive_count        = var.max_retries + 1
  maximum_concurrency      = var.maximum_concurrency
  senders                  = length(local.rules_of_events) == 0 ? {} : { events = { arns = local.rule_arns } }

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
