module "dependencies" {
  source = "../dependencies"
  count  = var.mask_phone_numbers ? 1 : 0

  name_prefix            = var.name_prefix
  lambda_runtime         = var.lambda_runtime
  dependencies_layer_arn = var.dependencies_layer_arn
  artifacts              = var.artifacts
}
