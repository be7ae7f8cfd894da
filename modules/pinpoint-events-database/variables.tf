# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "backend" {
  description = "Where events come from: \"living\", the lakes of SES and AWS End User Messaging, or \"pinpoint\", the event stream of a Pinpoint project. AWS ended support for the latter on 2026-10-30."
  type        = string
  default     = "living"
  nullable    = false

  validation {
    condition     = contains(["living", "pinpoint"], var.backend)
    error_message = "backend must be \"living\" or \"pinpoint\"."
  }
}

variable "ses_database_name" {
  description = "Backend living: name of the Glue database of ses-events-database. Null: no views of email."
  type        = string
  default     = null

  validation {
    condition     = var.ses_database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.ses_database_name))
    error_message = "ses_database_name must be the output database_name of the module ses-events-database."
  }
  validation {
    condition     = var.backend == "living" ? var.ses_database_name != null || var.sms_database_name != null : var.ses_database_name == null && var.sms_database_name == null
    error_message = "ses_database_name or sms_database_name must be given with the backend living, and neither with pinpoint, whose views read all_events."
  }
}

variable "sms_database_name" {
  description = "Backend living: name of the Glue database of sms-events-database. Null: no views of text messages."
  type        = string
  default     = null

  validation {
    condition     = var.sms_database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.sms_database_name))
    error_message = "sms_database_name must be the output database_name of the module sms-events-database."
  }
}

variable "campaign_tag" {
  description = "Backend living: the email tag, and the context key of a text message, that names the campaign. The lakes keep keys in lower case."
  type        = string
  default     = "campaign"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,256}$", var.campaign_tag))
    error_message = "campaign_tag must have 1 to 256 letters, digits, hyphens and underscores, as SES allows for tags."
  }
}

variable "pinpoint_application_id" {
  description = "Backend pinpoint: id of a Pinpoint project that exists. A project has one event stream: one that it has already is replaced."
  type        = string
  default     = null

  validation {
    condition     = var.pinpoint_application_id == null ? true : can(regex("^[0-9a-f]{32}$", var.pinpoint_application_id))
    error_message = "pinpoint_application_id must be 32 hexadecimal digits, such as \"0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f\"."
  }
  validation {
    condition     = var.backend == "pinpoint" ? (var.pinpoint_application_id == null) != (var.pinpoint_application_name == null) : var.pinpoint_application_id == null && var.pinpoint_application_name == null
    error_message = "pinpoint_application_id or pinpoint_application_name must be given with the backend pinpoint, and neither with living."
  }
}

variable "pinpoint_application_name" {
  description = "Backend pinpoint: name of a project to be made. AWS makes no projects for new customers."
  type        = string
  default     = null
}

variable "configuration_set_names" {
  description = "Backend pinpoint: names of SES configuration sets that exist and whose events the project is to get. The module adds an event destination to each, and changes nothing else of them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.configuration_set_names : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "configuration_set_names must have up to 64 letters, digits, hyphens and underscores each: names, not ARNs."
  }
  validation {
    condition     = var.backend == "pinpoint" || length(var.configuration_set_names) == 0
    error_message = "configuration_set_names must be empty with the backend living: give them to ses-events-database."
  }
}

variable "event_destination_name" {
  description = "Backend pinpoint: name of the event destination in each configuration set. Two deployments that share a set need two names."
  type        = string
  default     = "pinpoint"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.event_destination_name))
    error_message = "event_destination_name must have 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "database_name" {
  description = "Name of the Glue database. Null: <name_prefix, with underscores>_due_eventdb, as databases are account-wide and each deployment needs its own."
  type        = string
  default     = null

  validation {
    condition     = var.database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"due_eventdb\"."
  }
}

variable "bucket_name" {
  description = "Name of the lake's bucket. Null: <name_prefix>-due-<account>-<Region>."
  type        = string
  default     = null
}

variable "buffer_interval_seconds" {
  description = "How long Firehose collects events before it writes them: 60 to 900."
  type        = number
  default     = 300
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
