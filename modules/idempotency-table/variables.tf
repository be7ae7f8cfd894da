# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "purpose" {
  description = "What is done once, in one word or a few joined by hyphens: the second part of the table's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}[a-z0-9]$", var.purpose))
    error_message = "purpose must begin with a lower-case letter and have 2 to 64 lower-case letters, digits and hyphens, such as \"answered\"."
  }
}
