# The inputs of this module alone. Those that every module has are in variables.common.tf.

variable "purpose" {
  description = "What the function does, in one word or a few joined by hyphens: the second part of its name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}$", var.purpose))
    error_message = "purpose must begin with a lower-case letter and have lower-case letters, digits and hyphens, such as \"tagging\"."
  }
}

variable "description" {
  description = "One line for people who meet the function in the console."
  type        = string
  nullable    = false
}

variable "package" {
  description = "Name of the zip in dist/manifest.json."
  type        = string
  nullable    = false

  validation {
    condition     = contains(keys(jsondecode(file("${path.module}/../../dist/manifest.json"))), var.package)
    error_message = "package must be a package of dist/manifest.json."
  }
}

variable "handler" {
  description = "Python path of the handler, such as \"attribution.handlers.tagging.handler\"."
  type        = string
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds after which Lambda ends an invocation: 1 to 900."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "timeout_seconds must be 1 to 900."
  }
}

variable "memory_mb" {
  description = "Memory in MB, and with it the share of a processor: 1,769 MB are one."
  type        = number
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "memory_mb must be 128 to 10240."
  }
}

variable "environment" {
  description = "Environment variables of the function, besides those of Powertools, which the module sets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "policy_json" {
  description = "What the function may do, as an IAM policy document, besides writing its own log."
  type        = string
  nullable    = false
}

variable "asynchronous" {
  description = "Whether the function is called without anyone waiting for the answer: then what fails goes to dead_letter_arn."
  type        = bool
  default     = false
  nullable    = false
}

variable "retries" {
  description = "How often Lambda tries an asynchronous call again before it goes to dead_letter_arn: 0 to 2. More than 0 is for work that may be done twice."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = contains([0, 1, 2], var.retries)
    error_message = "retries must be 0, 1 or 2."
  }
  validation {
    condition     = var.retries == 0 || var.asynchronous
    error_message = "retries must be 0 unless asynchronous is true: where somebody waits, Lambda does not try again."
  }
}

variable "recursive" {
  description = "Whether the function may queue what it was called with: Lambda stops a loop through a queue after about 16 rounds unless this is said."
  type        = bool
  default     = false
  nullable    = false
}

variable "dead_letter_arn" {
  description = "ARN of the SQS queue for failed asynchronous calls."
  type        = string
  default     = null
}

variable "metrics_namespace" {
  description = "CloudWatch namespace of the function's own metrics."
  type        = string
  nullable    = false
}
