# The inputs that every module of this repository has, with the same name, type, default and words.

variable "name_prefix" {
  description = "Beginning of every physical name: lower-case letters, digits and hyphens, 2 to 31 characters. Each deployment in an account and Region needs its own. Changing it replaces everything, the table included."
  type        = string
  default     = "journey-attribution"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name_prefix))
    error_message = "name_prefix must begin with a lower-case letter and have 2 to 31 lower-case letters, digits or hyphens, such as \"shop-spring\"."
  }
}

variable "lambda_runtime" {
  description = "Python runtime of the functions: python3.11 or later."
  type        = string
  default     = "python3.13"
  nullable    = false

  validation {
    condition     = can(regex("^python3\\.1[1-9]$", var.lambda_runtime))
    error_message = "lambda_runtime must be python3.11 or later, such as \"python3.13\"."
  }
}

variable "dependencies_layer_arn" {
  description = "ARN of a version of the dependency layer (dist/dependencies.zip), shared by several modules. Null: this module creates the layer. It must be known at plan time."
  type        = string
  default     = null

  validation {
    condition     = var.dependencies_layer_arn == null ? true : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[^:]+:[0-9]+$", var.dependencies_layer_arn))
    error_message = "dependencies_layer_arn must be the ARN of a layer version (arn:aws:lambda:<region>:<account>:layer:<name>:<version>)."
  }
}

variable "artifacts" {
  description = "Where the zips of dist/ were copied, for accounts that take code from their own bucket only: the bucket, and the prefix of the keys, such as \"releases/1.0.0/\". Null: the zips of this checkout."
  type = object({
    s3_bucket = string
    s3_prefix = optional(string, "")
  })
  default = null

  validation {
    condition     = var.artifacts == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.artifacts.s3_bucket))
    error_message = "artifacts.s3_bucket must be the name of an S3 bucket."
  }
  validation {
    condition     = try(var.artifacts.s3_prefix, "") == "" ? true : endswith(var.artifacts.s3_prefix, "/") && !startswith(var.artifacts.s3_prefix, "/")
    error_message = "artifacts.s3_prefix must be empty or end, and not begin, with a slash, such as \"releases/1.0.0/\"."
  }
}
