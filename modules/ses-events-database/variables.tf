# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "configuration_set_names" {
  description = "Names of configuration sets that exist and whose events are wanted. The module adds an event destination to each, and changes nothing else of them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.configuration_set_names : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "configuration_set_names must have up to 64 letters, digits, hyphens and underscores each: names, not ARNs."
  }
}

variable "new_configuration_set_name" {
  description = "Name of a configuration set to be made. Null: none is made."
  type        = string
  default     = null

  validation {
    condition     = var.new_configuration_set_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.new_configuration_set_name))
    error_message = "new_configuration_set_name must have 1 to 64 letters, digits, hyphens and underscores."
  }
  validation {
    condition     = length(var.configuration_set_names) > 0 || var.new_configuration_set_name != null
    error_message = "new_configuration_set_name must be given unless configuration_set_names names a set that exists: without any, no event arrives."
  }
  validation {
    condition     = var.new_configuration_set_name == null ? true : !contains(var.configuration_set_names, var.new_configuration_set_name)
    error_message = "new_configuration_set_name must not be among configuration_set_names, which exist already."
  }
}

variable "event_destination_name" {
  description = "Name of the event destination in each configuration set. Two deployments that share a set need two names."
  type        = string
  default     = "event-database"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.event_destination_name))
    error_message = "event_destination_name must have 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "matching_event_types" {
  description = "Kinds of events that are stored, in the words of the SES API."
  type        = set(string)
  default     = ["BOUNCE", "CLICK", "COMPLAINT", "DELIVERY", "DELIVERY_DELAY", "OPEN", "REJECT", "RENDERING_FAILURE", "SEND", "SUBSCRIPTION"]
  nullable    = false

  validation {
    condition     = length(var.matching_event_types) > 0 && length(setsubtract(var.matching_event_types, ["BOUNCE", "CLICK", "COMPLAINT", "DELIVERY", "DELIVERY_DELAY", "OPEN", "REJECT", "RENDERING_FAILURE", "SEND", "SUBSCRIPTION"])) == 0
    error_message = "matching_event_types must be some of BOUNCE, CLICK, COMPLAINT, DELIVERY, DELIVERY_DELAY, OPEN, REJECT, RENDERING_FAILURE, SEND and SUBSCRIPTION."
  }
}

variable "database_name" {
  description = "Name of the Glue database. Null: <name_prefix, with underscores>_ses_event_db, as databases are account-wide and each deployment needs its own."
  type        = string
  default     = null

  validation {
    condition     = var.database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"ses_event_db\"."
  }
}

variable "bucket_name" {
  description = "Name of the lake's bucket. Null: <name_prefix>-ses-<account>-<Region>."
  type        = string
  default     = null
}

variable "buffer_interval_seconds" {
  description = "How long Firehose collects events before it writes them: 60 to 900."
  type        = number
  default     = 60
  nullable    = false
}

variable "buffer_size_mb" {
  description = "How much Firehose collects before it writes, whatever the interval: 64 to 128."
  type        = number
  default     = 128
  nullable    = false
}

variable "projection_start" {
  description = "First hour with events, in UTC, as yyyy/MM/dd/HH: a query without a condition on datehour looks into every hour from there on."
  type        = string
  default     = "2024/01/01/00"
  nullable    = false
}

variable "history_days" {
  description = "How many days back the views read, by the hour in which events arrived: it keeps them from reading the whole table."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.history_days >= 1 && floor(var.history_days) == var.history_days
    error_message = "history_days must be a whole number of days, at least 1."
  }
}

variable "event_retention_days" {
  description = "Days after which events, and records that could not be stored as events, are deleted."
  type        = number
  default     = 730
  nullable    = false
}

variable "query_result_retention_days" {
  description = "Days after which results of queries are deleted."
  type        = number
  default     = 14
  nullable    = false
}

variable "bytes_scanned_cutoff_per_query" {
  description = "Bytes after which Athena cancels a query: at least 10,485,760, which are 10 MB."
  type        = number
  default     = 10737418240
  nullable    = false
}

variable "force_destroy" {
  description = "Whether destroying the lake deletes what is in its bucket. False: Terraform refuses while anything is in it."
  type        = bool
  default     = false
  nullable    = false
}
