# Who sends what: this configuration uploads the zips of the checkout, and Lambda takes its code from your bucket only.
# To set up there: who may write the bucket decides what runs: pipelines, not people.
# What arrives: layer and functions from the bucket, made side by side; the plan still compares the manifest's hashes.

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
  dist = "${path.module}/../../dist" # outside of this repository: ".terraform/modules/attribution/dist"

  # What the module's functions are made of, as the manifest has it.
  zips = { for name in ["attribution", "dependencies"] : name => jsondecode(file("${local.dist}/manifest.json"))[name] }

  # One for each version: an older one stays to go back to.
  release = "journey-attribution/0.1.0/"
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

# Names of buckets are unique in the world. It must be in the functions' Region.
resource "aws_s3_bucket" "artifacts" {
  bucket = "artifacts-${data.aws_caller_identity.current.account_id}-${data.aws_region.current.name}"
}

resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket = aws_s3_bucket.artifacts.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_object" "zips" {
  for_each = local.zips

  bucket      = aws_s3_bucket.artifacts.bucket
  key         = "${local.release}${each.value.file}"
  source      = "${local.dist}/${each.value.file}"
  source_hash = each.value.source_code_hash # uploaded anew when it changes

  # S3 takes 10 tags on an object: those of all resources may be more.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  depends_on = [aws_s3_bucket_versioning.artifacts]
}

module "attribution" {
  source = "../.." # outside of this repository: its git address, as in the README

  name_prefix          = "private-artifacts"
  cognito_user_pool_id = var.user_pool_id
  app_client_ids       = { web = var.app_client_id }
  sources              = { direct = {} }

  # The bucket's name, taken from the objects, so that functions wait for them. With depends_on the whole module
  # would wait, and its look-ups would leave every plan in the dark.
  artifacts = {
    s3_bucket = one(distinct([for zip in aws_s3_object.zips : zip.bucket]))
    s3_prefix = local.release
  }
}

output "artifacts_bucket" {
  description = "Where the zips are."
  value       = aws_s3_bucket.artifacts.bucket
}

output "tagging_function_name" {
  description = "What takes touches."
  value       = module.attribution.tagging_function_name
}
