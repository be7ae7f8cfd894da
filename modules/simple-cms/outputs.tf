output "bucket" {
  description = "Name of the bucket to upload to. Whatever is in it is public under base_url."
  value       = module.content.bucket

  depends_on = [module.content] # whoever uploads may find everything at work
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = module.content.bucket_arn
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_arn" {
  description = "ARN of the distribution."
  value       = aws_cloudfront_distribution.this.arn
}

output "domain_name" {
  description = "CloudFront's name of the distribution, for the DNS records of the aliases."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "base_url" {
  description = "What stands before a key in the address of an object, without a slash at its end: the first alias, else CloudFront's own name."
  value       = "https://${length(var.aliases) == 0 ? aws_cloudfront_distribution.this.domain_name : sort(tolist(var.aliases))[0]}"
}

output "upload_policy_json" {
  description = "IAM policy for whoever uploads: to write, read, remove and list objects of the bucket, and to take one back by its former version."
  value       = data.aws_iam_policy_document.producers.json
}
