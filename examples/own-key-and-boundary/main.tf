# Who sends what: any system puts events "Journey Touch" onto the bus, which is encrypted with a key of yours.
# To set up there: events:PutEvents on the bus. Whoever applies needs kms:CreateGrant on the key as well.
# What arrives: touches in tables and queues under that key, by functions whose roles the boundary bounds.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Region and credentials come from the environment, as they should in a platform repository.
provider "aws" {}

variable "user_pool_id" {
  description = "Id of the user pool whose customers are attributed."
  type        = string
  nullable    = false
}

variable "app_client_id" {
  description = "Id of the pool's app client, which may not write the campaign attribute."
  type        = string
  nullable    = false
}

locals {
  name_prefix = "own-key"

  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  logs      = "arn:${local.partition}:logs:${local.region}:${local.account}"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

resource "aws_kms_key" "attribution" {
  description             = "Tables, queues, logs, events and settings of ${local.name_prefix}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

data "aws_iam_policy_document" "key" {
  # Leaves it to IAM policies who may use the key, such as the functions' roles, and keeps it from being locked:
  # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  statement {
    sid       = "IamPoliciesOfTheAccount"
    actions   = ["kms:*"]
    resources = ["*"] # in a key's policy: the key

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  statement {
    sid       = "LogsOfTheFunctions"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["${local.logs}:log-group:/aws/lambda/${local.name_prefix}-*"]
    }
  }

  # The bus encrypts events with the key, and the rule puts them into a queue that has it. No condition on account or
  # rule: AWS documents for encrypted topics that EventBridge brings neither, and who is denied loses touches.
  # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
  # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  statement {
    sid       = "EventsAndTheirQueues"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"] # with sources.sms also sns.amazonaws.com
    }
  }
}

# What a role of the module may have at most, whatever its own policies say. Yours is probably there already: then
# it has to let through what is listed here.
resource "aws_iam_policy" "boundary" {
  name   = "${local.name_prefix}-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

data "aws_iam_policy_document" "boundary" {
  statement {
    sid = "WorkOfTheFunctions"
    actions = [
      "cognito-idp:AdminUpdateUserAttributes",
      "cognito-idp:ListUsers",
      "dynamodb:BatchGetItem",
      "dynamodb:DeleteItem",
      "dynamodb:DescribeStream",
      "dynamodb:GetItem",
      "dynamodb:GetRecords",
      "dynamodb:GetShardIterator",
      "dynamodb:ListStreams",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "lambda:InvokeFunction",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]
    resources = [
      for service in ["cognito-idp", "dynamodb", "kms", "lambda", "logs", "sqs"] :
      "arn:${local.partition}:${service}:${local.region}:${local.account}:*"
    ]
  }
}

module "attribution" {
  source = "../.." # outside of this repository: its git address, as in the README

  name_prefix              = local.name_prefix
  cognito_user_pool_id     = var.user_pool_id
  app_client_ids           = { web = var.app_client_id }
  kms_key_arn              = aws_kms_key.attribution.arn
  permissions_boundary_arn = aws_iam_policy.boundary.arn

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    journey_touch     = {}
  }
}

output "event_bus_name" {
  description = "Bus for the events."
  value       = module.attribution.event_bus_name
}

output "kms_key_arn" {
  description = "The key: without it nothing that is stored can be read."
  value       = aws_kms_key.attribution.arn
}
