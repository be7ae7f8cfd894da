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

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role. Null: no boundary."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy (arn:aws:iam::<account>:policy/<name>)."
  }
}
