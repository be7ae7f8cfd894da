module "dependencies" {
  source = "../dependencies"

  name_prefix            = var.name_prefix
  lambda_runtime         = var.lambda_runtime
  dependencies_layer_arn = var.dependencies_layer_arn
  artifacts              = var.artifacts
}
