output "application_id" {
  description = "Id of the project."
  value       = local.application_id
}

output "application_arn" {
  description = "ARN of the project."
  value       = local.application
}
