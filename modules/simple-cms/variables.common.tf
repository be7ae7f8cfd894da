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

variable "tags" {
  description = "Tags of every resource that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "tags must not use keys that begin with \"aws:\": AWS keeps them for itself."
  }
}

variable "kms_key_arn" {
  description = "ARN of a customer-managed KMS key for tables, queues, logs and the functions' environment; its policy must allow CloudWatch Logs, and events.amazonaws.com and sns.amazonaws.com where queues receive from them. Null: keys that AWS manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not an alias or an id."
  }
}

variable "log_level" {
  description = "Least level that the functions log: DEBUG, INFO, WARNING, ERROR or CRITICAL."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARNING, ERROR or CRITICAL."
  }
}

variable "log_retention_days" {
  description = "Days that log groups keep their events; one of the periods that CloudWatch Logs offers."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a period of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
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

variable "lambda_architecture" {
  description = "Processor of the functions: arm64 or x86_64. The code is pure Python and runs on both."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.lambda_architecture)
    error_message = "lambda_architecture must be arm64 or x86_64."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of the SNS topic that alarms notify. Null: the alarms exist and notify nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null ? true : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>)."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role. Null: no boundary."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy (arn:aws:iam::<account>:policy/<name>)."
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
