# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "names_begin" {
  description = "Beginning of the queue's name and of the alarm's, and what the alarm's description is about: the deployment's prefix, or the name of what fails."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,78}$", var.names_begin))
    error_message = "names_begin must begin with a lower-case letter and have 2 to 79 lower-case letters, digits or hyphens, such as \"shop-spring-events\"."
  }
}

variable "names_end" {
  description = "End of both names, after a hyphen."
  type        = string
  default     = "dead-letters"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]*$", var.names_end))
    error_message = "names_end must begin with a lower-case letter or digit and have lower-case letters, digits or hyphens only, such as \"not-started\"."
  }
  # SQS's limit.
  validation {
    condition     = length("${var.names_begin}-${var.names_end}") <= 80
    error_message = "names_begin and names_end must have 79 characters together, at most: a queue's name has 80, with the hyphen between them."
  }
}

variable "runbook" {
  description = "Name of the page docs/runbooks/<runbook>.md. Null: names_end."
  type        = string
  default     = null
}

variable "what" {
  description = "What is wrong when something waits in the queue, for the alarm's description."
  type        = string
  nullable    = false
}
