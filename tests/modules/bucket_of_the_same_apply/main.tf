# Reports go into a bucket of the same configuration, whose name nobody knows before it is there.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_s3_bucket" "reports" {
  bucket_prefix = "finance-"
}

module "reports" {
  source = "../../../modules/ses-vdm-stat-export"

  create_report_bucket = false
  report_bucket_name   = aws_s3_bucket.reports.id
}

output "function_names" {
  description = "Names of the functions."
  value       = module.reports.function_names
}
