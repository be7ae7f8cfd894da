# The functions. What each of them is stands in the file of its concern; what they share stands here.

locals {
  functions = {
    for name, function in {
      back-fill  = local.back_fill_wanted ? local.back_fill_function : null
      expiration = local.expiration_function
      projection = var.delivery.attribute ? local.projection_function : null
      reconcile  = var.delivery.attribute ? local.reconcile_function : null
      tagging    = local.tagging_function
      token      = var.delivery.token ? local.token_function : null
    } : name => function if function != null
  }
}

module "function" {
  source   = "./modules/function"
  for_each = local.functions

  purpose         = each.key
  description     = each.value.description
  package         = "attribution"
  handler         = each.value.handler
  timeout_seconds = each.value.timeout_seconds
  memory_mb       = each.value.memory_mb
  environment     = each.value.environment
  policy_json     = each.value.policy_json
  asynchronous    = each.value.asynchronous
  recursive       = try(each.value.recursive, false)
  dead_letter_arn = aws_sqs_queue.dead_letters.arn

  metrics_namespace        = local.metrics_namespace
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
