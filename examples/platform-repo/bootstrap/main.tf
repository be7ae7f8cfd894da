# What must be in an account before Terraform's state and CI can be: a bucket for the states, GitHub as an identity
# provider, and the role that plans. An administrator applies it once in each account, and again when a line changes.

terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # bucket and region are given to `terraform init`, as each account has its own.
  backend "s3" {
    key          = "bootstrap.tfstate"
    use_lockfile = true
    encrypt      = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { environment = var.environment, owner = "marketing-platform", repository = "platform" }
  }
}

variable "environment" {
  description = "Name of the environment that this account is for."
  type        = string
}

variable "region" {
  description = "Region of the bucket of states."
  type        = string
  default     = "eu-west-1"
}

variable "repository" {
  description = <<-EOT
    This repository as it stands in the subject of GitHub's tokens, between "repo:" and the next colon. Made, renamed or
    transferred since 2026-07-15 it has ids in it, as in "example@1234567/platform@987654321"; before, it has none, as
    in "example/platform".
    https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
  EOT
  type        = string

  validation {
    condition     = can(regex("^[^/:*?]+/[^/:*?]+$", var.repository))
    error_message = "repository must be owner/name, such as \"example@1234567/platform@987654321\", without wildcards."
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

# States

resource "aws_s3_bucket" "states" {
  bucket = "example-terraform-${var.environment}"

  lifecycle {
    prevent_destroy = true
  }
}

# A state that was overwritten can be had back.
resource "aws_s3_bucket_versioning" "states" {
  bucket = aws_s3_bucket.states.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "states" {
  bucket = aws_s3_bucket_versioning.states.bucket

  rule {
    id     = "forget-old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "states" {
  bucket = aws_s3_bucket.states.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "states" {
  bucket = aws_s3_bucket.states.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "states" {
  statement {
    sid       = "OnlyEncryptedConnections"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.states.arn, "${aws_s3_bucket.states.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "states" {
  bucket = aws_s3_bucket_public_access_block.states.bucket
  policy = data.aws_iam_policy_document.states.json
}

output "backend" {
  description = "What `terraform init` is told about this account's states."
  value       = { bucket = aws_s3_bucket.states.bucket, region = var.region }
}

output "plan_role_arn" {
  description = "The role that the workflow takes to plan."
  value       = aws_iam_role.plan.arn
}
