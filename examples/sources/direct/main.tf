# Who sends what: a program of yours invokes the tagging function with a list, or puts long lists into S3.
# To set up there: lambda:InvokeFunction on tagging_function_arn; for S3, a call of back-fill with the object's key.
# What arrives: {"touches": [{"username", "journey_id", "touched_at"}]}; in S3 one touch a line, JSON or CSV.

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

variable "bucket" {
  description = "Name of the bucket for lists of touches."
  type        = string
  nullable    = false
}

resource "aws_s3_bucket" "lists" {
  bucket = var.bucket
}

resource "aws_s3_bucket_public_access_block" "lists" {
  bucket                  = aws_s3_bucket.lists.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Lists hold usernames: keep them no longer than a repeat may need them.
resource "aws_s3_bucket_lifecycle_configuration" "lists" {
  bucket = aws_s3_bucket.lists.bucket

  rule {
    id     = "forget"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}

module "attribution" {
  source = "../../.." # outside of this repository: its git address, as in the README

  name_prefix          = "attribution-direct"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }

  sources = {
    pinpoint_journey  = false
    pinpoint_campaign = false
    direct            = { s3_bucket = aws_s3_bucket.lists.bucket, s3_prefix = "touches/" }
  }
}

output "tagging_function_arn" {
  description = "What takes lists by invocation."
  value       = module.attribution.tagging_function_arn
}

output "back_fill_function_name" {
  description = "What takes lists from the bucket."
  value       = module.attribution.back_fill_function_name
}
