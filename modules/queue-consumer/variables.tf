# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "purpose" {
  description = "What waits in the queue, in one word or a few joined by hyphens: the second part of its name."
  type        = string
  nullable    = false

  # 80 characters are SQS's limit; prefix and "-dead-letters" leave 35.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,33}[a-z0-9]$", var.purpose))
    error_message = "purpose must begin with a lower-case letter and have 2 to 35 lower-case letters, digits and hyphens, such as \"events\"."
  }
}

variable "function_arn" {
  description = "ARN of the function that reads the queue. Its role has function_policy_json."
  type        = string
  nullable    = false
}

variable "function_timeout_seconds" {
  description = "The function's timeout. A message that was taken comes again after six times as long."
  type        = number
  nullable    = false

  validation {
    condition     = var.function_timeout_seconds >= 1 && var.function_timeout_seconds <= 900
    error_message = "function_timeout_seconds must be 1 to 900."
  }
}

variable "batch_size" {
  description = "Messages that the function gets at once, at most."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10000
    error_message = "batch_size must be 1 to 10000."
  }
}

variable "batching_window_seconds" {
  description = "Seconds that Lambda gathers messages for a batch."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.batching_window_seconds >= (var.batch_size > 10 ? 1 : 0) && var.batching_window_seconds <= 300
    error_message = "batching_window_seconds must be 0 to 300, and at least 1 where batch_size is above 10."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead letters."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "max_receive_count must be 1 to 1000."
  }
  # With more, SQS would forget a message before it is a dead letter, and nobody would be told.
  validation {
    condition     = (var.max_receive_count + 1) * 6 * var.function_timeout_seconds < 14 * 86400
    error_message = "max_receive_count and function_timeout_seconds must let all tries end within the 14 days that SQS keeps a message: (max_receive_count + 1) x 6 x function_timeout_seconds must be below 1209600, and is ${(var.max_receive_count + 1) * 6 * var.function_timeout_seconds}."
  }
}

variable "maximum_concurrency" {
  description = "Calls of the function at once, at most, because of this queue. Null: as many as the account allows."
  type        = number
  default     = null

  validation {
    condition     = var.maximum_concurrency == null ? true : var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "maximum_concurrency must be 2 to 1000."
  }
}

variable "senders" {
  description = "Who may send, by the word of the service: \"events\" with the ARNs of rules or \"sns\" with those of topics. What sends by a role's permission is not listed."
  type        = map(object({ arns = list(string) }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for service in keys(var.senders) : contains(["events", "sns"], service)])
    error_message = "senders must have the keys \"events\" (EventBridge) or \"sns\"."
  }
  validation {
    condition     = alltrue([for sender in values(var.senders) : length(sender.arns) > 0 && alltrue([for arn in sender.arns : can(regex("^arn:[^:*]+:[^:*]+:[^:*]+:[0-9]{12}:[^*]+$", arn))])])
    error_message = "senders must each have at least one ARN with its account, without wildcards: of rules or topics, whose messages nobody else can send."
  }
}
