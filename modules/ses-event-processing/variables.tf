# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "source_mode" {
  description = "How SES tells: configuration_set (events of the mail that is sent with a set), identity (feedback of a verified address or domain), or both."
  type        = string
  default     = "configuration_set"
  nullable    = false

  validation {
    condition     = contains(["configuration_set", "identity", "both"], var.source_mode)
    error_message = "source_mode must be configuration_set, identity or both."
  }
}

variable "configuration_set_names" {
  description = "Names of configuration sets that exist. The module adds an event destination to each, and changes nothing else of them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.configuration_set_names : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "configuration_set_names must have up to 64 letters, digits, hyphens and underscores each: names, not ARNs."
  }
  validation {
    condition     = (length(var.configuration_set_names) > 0) == contains(["configuration_set", "both"], var.source_mode)
    error_message = "configuration_set_names must name at least one set where source_mode is configuration_set or both, and none where it is identity."
  }
}

variable "identities" {
  description = "Verified addresses and domains whose feedback is wanted. The module sets the topic of each for bounces and complaints: an identity has one of each, so one that it had before is replaced."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for identity in var.identities : can(regex("^([^@\\s:/]+@)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", identity))])
    error_message = "identities must be addresses or domains, such as \"news@example.org\" or \"example.org\", not ARNs."
  }
  validation {
    condition     = (length(var.identities) > 0) == contains(["identity", "both"], var.source_mode)
    error_message = "identities must name at least one address or domain where source_mode is identity or both, and none where it is configuration_set."
  }
}

variable "batch_size" {
  description = "Messages that the function gets at once, at most: 1 to 10."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10 && floor(var.batch_size) == var.batch_size
    error_message = "batch_size must be a whole number from 1 to 10: of a larger batch, SES would throttle the end past the function's timeout."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead letters: 1 to 1000."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000 && floor(var.max_receive_count) == var.max_receive_count
    error_message = "max_receive_count must be a whole number from 1 to 1000."
  }
  # With more, SQS would forget a message before it is a dead letter, and nobody would be told.
  validation {
    condition     = (var.max_receive_count + 1) * 6 * var.lambda_timeout_seconds < 14 * 86400
    error_message = "max_receive_count and lambda_timeout_seconds must let all tries end within the 14 days that SQS keeps a message: (max_receive_count + 1) x 6 x lambda_timeout_seconds must be below 1209600, and is ${(var.max_receive_count + 1) * 6 * var.lambda_timeout_seconds}."
  }
}

variable "lambda_timeout_seconds" {
  description = "Seconds after which Lambda ends an invocation: 60 to 900. A message that failed comes again after six times as long."
  type        = number
  default     = 60
  nullable    = false

  # The last 35 are kept for what was begun: see RESERVE_SECONDS of the handler.
  validation {
    condition     = var.lambda_timeout_seconds >= 60 && var.lambda_timeout_seconds <= 900 && floor(var.lambda_timeout_seconds) == var.lambda_timeout_seconds
    error_message = "lambda_timeout_seconds must be a whole number from 60 to 900: with less, retries of a throttled call would not fit."
  }
}

variable "suppress_bounces" {
  description = "Whether addresses are suppressed that bounced for good."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.suppress_bounces || var.suppress_complaints
    error_message = "suppress_bounces or suppress_complaints must be true: the module does nothing else."
  }
}

variable "suppress_complaints" {
  description = "Whether addresses are suppressed whose owners complained."
  type        = bool
  default     = true
  nullable    = false
}

variable "tenant_name" {
  description = "Name of the SES tenant whose suppression list is used. Null: the account's."
  type        = string
  default     = null

  validation {
    condition     = var.tenant_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.tenant_name))
    error_message = "tenant_name must have 1 to 64 letters, digits, hyphens and underscores: a name, not an ARN."
  }
}

variable "event_bus_name" {
  description = "Name of a bus of EventBridge in this account and Region that is told of each suppressed address: source <name_prefix>.ses, detail-type AddressSuppressed. Null: nobody is told."
  type        = string
  default     = null

  validation {
    condition     = var.event_bus_name == null ? true : can(regex("^[A-Za-z0-9._-]{1,256}$", var.event_bus_name))
    error_message = "event_bus_name must be the name of a bus, such as \"default\", not an ARN."
  }
  validation {
    condition     = var.event_bus_name == null || var.name_prefix != "aws"
    error_message = "event_bus_name must be null where name_prefix is \"aws\": events of the source aws.ses are SES's own."
  }
}

variable "manage_account_suppression" {
  description = "Whether the module also tells SES to suppress by itself, for bounces and complaints both, whatever suppress_bounces and suppress_complaints say: one setting of the account in this Region, whoever else relies on it."
  type        = bool
  default     = false
  nullable    = false
}
