# Who sends what: people and pipelines upload images, attachments and small pages to a private bucket.
# To set up there: give their role the policy of the output upload_policy_json; set the content type of each file.
# What arrives: readers get each file under base_url, and a changed one within minutes.

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

module "content" {
  source = "../../modules/simple-cms"

  name_prefix        = "shop-content"
  acknowledge_public = true
  auto_invalidate    = true
  tags               = { team = "growth" }
}

output "bucket" {
  description = "Name of the bucket to upload to."
  value       = module.content.bucket
}

output "base_url" {
  description = "What stands before a key in the address of a file."
  value       = module.content.base_url
}

output "distribution_id" {
  description = "Id of the distribution, to look at its invalidations."
  value       = module.content.distribution_id
}

output "upload_policy_json" {
  description = "IAM policy for the role of whoever uploads."
  value       = module.content.upload_policy_json
}
