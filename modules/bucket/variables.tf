# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "bucket_name" {
  description = "Name of the bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must have 3 to 63 lower-case letters, digits, dots and hyphens, such as \"shop-lake\"."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes what is in it. False: Terraform refuses while anything is in it."
  type        = bool
  default     = false
  nullable    = false
}

variable "versioned" {
  description = "Whether what is overwritten or deleted can be had back, until a rule of lifecycle_rules removes it."
  type        = bool
  default     = true
  nullable    = false
}

variable "object_ownership" {
  description = "Who owns what is in the bucket: BucketOwnerEnforced; or BucketOwnerPreferred where a service delivers by ACLs."
  type        = string
  default     = "BucketOwnerEnforced"
  nullable    = false

  validation {
    condition     = contains(["BucketOwnerEnforced", "BucketOwnerPreferred"], var.object_ownership)
    error_message = "object_ownership must be BucketOwnerEnforced or BucketOwnerPreferred: with any other, objects may belong to somebody else."
  }
}

variable "lifecycle_rules" {
  description = "When what is removed, by the rules' ids. prefix: the beginning of the keys (default: all). expiration_days: objects that are so old. noncurrent_days: versions that were replaced or deleted so long ago. abort_days: uploads that were begun so long ago and not ended."
  type = map(object({
    prefix          = optional(string)
    expiration_days = optional(number)
    noncurrent_days = optional(number)
    abort_days      = optional(number)
  }))
  nullable = false

  validation {
    condition     = length(var.lifecycle_rules) > 0 && alltrue([for rule in values(var.lifecycle_rules) : length(concat(rule.expiration_days[*], rule.noncurrent_days[*], rule.abort_days[*])) > 0])
    error_message = "lifecycle_rules must have at least one rule, and each rule expiration_days, noncurrent_days or abort_days."
  }
  validation {
    condition     = alltrue(flatten([for rule in values(var.lifecycle_rules) : [for days in concat(rule.expiration_days[*], rule.noncurrent_days[*], rule.abort_days[*]) : days >= 1 && floor(days) == days]]))
    error_message = "lifecycle_rules must have whole numbers of days, at least 1."
  }
  validation {
    condition     = !var.versioned || length(flatten([for rule in values(var.lifecycle_rules) : rule.noncurrent_days[*]])) > 0
    error_message = "lifecycle_rules must have a rule with noncurrent_days for a bucket that is versioned: otherwise nothing that is deleted ever goes."
  }
}

variable "policy_documents" {
  description = "Policies, as JSON, that hold for the bucket beside the one that refuses calls without TLS."
  type        = list(string)
  default     = []
  nullable    = false
}
