output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket_regional_domain_name" {
  description = "Name by which CloudFront finds the bucket in its Region."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
