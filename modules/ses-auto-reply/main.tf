# Answers mail that a receipt rule of SES takes: rule -> function -> claim in a table -> template -> reply.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  ses       = "arn:${local.partition}:ses:${local.region}:${local.account}"

  rule_name = coalesce(var.rule_name, "${var.name_prefix}-auto-reply")
  # Known before the rule is made, as the rule waits for the permission.
  rule_arn = "${local.ses}:receipt-rule-set/${var.rule_set_name}:receipt-rule/${local.rule_name}"
}

module "dependencies" {
  source = "../dependencies"

  name_prefix            = var.name_prefix
  lambda_runtime         = var.lambda_runtime
  dependencies_layer_arn = var.dependencies_layer_arn
  artifacts              = var.artifacts
}
