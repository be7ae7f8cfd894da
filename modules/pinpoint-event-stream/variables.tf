# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "application_id" {
  description = "Id of the Pinpoint project. Null: one is made."
  type        = string
  default     = null
}

variable "application_name" {
  description = "Name of the project that is made. Null: application_id is given."
  type        = string
  default     = null

  validation {
    condition     = (var.application_id == null) != (var.application_name == null)
    error_message = "application_name must be given where application_id is not, and not beside it."
  }
}

variable "purpose" {
  description = "What the events are for, in one word: part of the role's name."
  type        = string
  nullable    = false

  # 64 characters are IAM's limit; prefix, "-events-" and Region leave 10.
  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.purpose))
    error_message = "purpose must begin with a lower-case letter and have 2 to 10 lower-case letters or digits, such as \"segment\"."
  }
}

variable "stream_arn" {
  description = "ARN of the stream that the events go into."
  type        = string
  nullable    = false
}

variable "stream_service" {
  description = "Whose stream it is: firehose or kinesis."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["firehose", "kinesis"], var.stream_service)
    error_message = "stream_service must be firehose or kinesis."
  }
}
