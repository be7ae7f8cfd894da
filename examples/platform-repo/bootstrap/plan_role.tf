# The role of the workflow. Whoever can push a branch to this repository can run code as it: it reads what a plan
# compares and the state, writes nothing, and reads no item, no other object, no log and no user.

locals {
  issuer = "token.actions.githubusercontent.com"

  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # Everything that this repository makes begins with this.
  prefix = "attribution-"
}

# An account has one for GitHub. Where another team has made it: a data block, with the url alone.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "plan_trust" {
  statement {
    sid     = "PullRequests"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["repo:${var.repository}:pull_request"]
    }
  }
}

resource "aws_iam_role" "plan" {
  name               = "terraform-plan-${var.environment}"
  description        = "Lets pull requests of ${var.repository} plan"
  assume_role_policy = data.aws_iam_policy_document.plan_trust.json
}

resource "aws_iam_role_policy" "plan" {
  name   = "plan"
  role   = aws_iam_role.plan.name
  policy = data.aws_iam_policy_document.plan.json
}

data "aws_iam_policy_document" "plan" {
  statement {
    sid       = "FindTheState"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.states.arn]
  }
  statement {
    sid       = "ReadTheState"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.states.arn}/journey-attribution.tfstate"]
  }

  # Of the user pools: their settings, which the module's preflight looks at.
  statement {
    sid = "LookAtUserPools"
    actions = [
      "cognito-idp:DescribeUserPool",
      "cognito-idp:DescribeUserPoolClient",
      "cognito-idp:ListUserPoolClients",
    ]
    resources = ["arn:${local.partition}:cognito-idp:*:${local.account_id}:userpool/*"]
  }

  # What the plan compares: settings and tags, of each type of resource that this repository makes.
  statement {
    sid = "CompareTables"
    actions = [
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
    ]
    resources = ["arn:${local.partition}:dynamodb:*:${local.account_id}:table/${local.prefix}*"]
  }
  # Whether a table's key is AWS's own: what a key is called, never what it encrypted.
  statement {
    sid       = "TellKeysApart"
    actions   = ["kms:DescribeKey"]
    resources = ["arn:${local.partition}:kms:*:${local.account_id}:key/*"]
  }
  statement {
    sid = "CompareFunctions"
    actions = [
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionEventInvokeConfig",
      "lambda:GetFunctionRecursionConfig",
      "lambda:GetPolicy",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ]
    resources = ["arn:${local.partition}:lambda:*:${local.account_id}:function:${local.prefix}*"]
  }
  statement {
    sid       = "CompareLayers"
    actions   = ["lambda:GetLayerVersion"]
    resources = ["arn:${local.partition}:lambda:*:${local.account_id}:layer:${local.prefix}*"]
  }
  statement {
    sid       = "CompareMappings"
    actions   = ["lambda:GetEventSourceMapping", "lambda:ListTags"]
    resources = ["arn:${local.partition}:lambda:*:${local.account_id}:event-source-mapping:*"]
  }
  statement {
    sid       = "CompareRoles"
    actions   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"]
    resources = ["arn:${local.partition}:iam::${local.account_id}:role/${local.prefix}*"]
  }
  statement {
    sid       = "CompareQueues"
    actions   = ["sqs:GetQueueAttributes", "sqs:ListQueueTags"]
    resources = ["arn:${local.partition}:sqs:*:${local.account_id}:${local.prefix}*"]
  }
  statement {
    sid       = "CompareSchedules"
    actions   = ["scheduler:GetSchedule"]
    resources = ["arn:${local.partition}:scheduler:*:${local.account_id}:schedule/default/${local.prefix}*"]
  }
  statement {
    sid     = "CompareAlarmsAndDashboards"
    actions = ["cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource"]
    resources = [
      # AWS asks for all of them: https://github.com/aws-samples/amazon-cloudwatch-auto-alarms/issues/1
      "arn:${local.partition}:cloudwatch:*:${local.account_id}:alarm:*",
      "arn:${local.partition}:cloudwatch::${local.account_id}:dashboard/${local.prefix}*",
    ]
  }
  # Here, too: https://github.com/hashicorp/terraform-provider-aws/issues/8804
  statement {
    sid       = "CompareLogGroups"
    actions   = ["logs:DescribeLogGroups", "logs:ListTagsForResource"]
    resources = ["arn:${local.partition}:logs:*:${local.account_id}:log-group:*"]
  }
}
