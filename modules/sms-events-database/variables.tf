# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "configuration_set_name" {
  description = "Name of the configuration set of AWS End User Messaging whose events are wanted."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.configuration_set_name))
    error_message = "configuration_set_name must have 1 to 64 letters, digits, hyphens and underscores: a name, not an ARN."
  }
}

variable "create_configuration_set" {
  description = "Whether the module makes the configuration set, with its event destination. False: the set exists, and whoever owns it adds the destination, since Terraform cannot: see event_destination_added."
  type        = bool
  default     = false
  nullable    = false
}

variable "event_destination_added" {
  description = "Whether a configuration set that exists already has the event destination of the output event_destination. False: each plan warns that no event arrives. Of no meaning with create_configuration_set."
  type        = bool
  default     = false
  nullable    = false
}

variable "event_destination_name" {
  description = "Name of the event destination in the configuration set. Two deployments that share a set need two names."
  type        = string
  default     = "sms-event-db"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.event_destination_name))
    error_message = "event_destination_name must have 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "matching_event_types" {
  description = "Kinds of events that are stored: TEXT_ALL, MEDIA_ALL, VOICE_ALL, or single ones such as TEXT_DELIVERED."
  type        = set(string)
  default     = ["MEDIA_ALL", "TEXT_ALL", "VOICE_ALL"]
  nullable    = false

  validation {
    condition     = length(var.matching_event_types) > 0 && alltrue([for type in var.matching_event_types : can(regex("^(ALL|(TEXT|MEDIA|VOICE|RCS)_[A-Z_]+)$", type))])
    error_message = "matching_event_types must be kinds of events such as TEXT_ALL, MEDIA_ALL, VOICE_ALL or TEXT_DELIVERED."
  }
}

variable "mask_phone_numbers" {
  description = "Whether recipients' numbers are stored as keyed hashes, by a function between the stream and the lake. It counts from then on: what is stored already keeps its numbers."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_name" {
  description = "Name of the Glue database. Null: <name_prefix, with underscores>_sms_event_db, as databases are account-wide and each deployment needs its own."
  type        = string
  default     = null

  validation {
    condition     = var.database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"sms_event_db\"."
  }
}

variable "bucket_name" {
  description = "Name of the lake's bucket. Null: <name_prefix>-sms-<account>-<Region>."
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
