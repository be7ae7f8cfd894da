output "layer_arn" {
  description = "ARN of the version of the layer that the functions use."
  value       = var.dependencies_layer_arn == null ? aws_lambda_layer_version.this[0].arn : var.dependencies_layer_arn
}
