# The inputs of this module alone. Those that every module has are in variables.common.tf.

variable "touches_stream_arn" {
  description = "ARN of the stream of the table of touches: the output stream_arn of the root module."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:dynamodb:[^:]+:[0-9]{12}:table/[^/]+/stream/.+$", var.touches_stream_arn))
    error_message = "touches_stream_arn must be the ARN of a table's stream (arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>), such as module.attribution.stream_arn."
  }
}

variable "touches_kms_key_arn" {
  description = "ARN of the KMS key of the table of touches, where it is another one than kms_key_arn. Null: that one, or a key that AWS manages."
  type        = string
  default     = null

  validation {
    condition     = var.touches_kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.touches_kms_key_arn))
    error_message = "touches_kms_key_arn must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not an alias or an id."
  }
}

# The lake

variable "database_name" {
  description = "Name of the Glue database. Null: name_prefix, with underscores, and _analytics. Databases are account-wide: each deployment needs its own."
  type        = string
  default     = null

  validation {
    condition     = var.database_name == null ? true : can(regex("^[a-z][a-z0-9_]*$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"shop_analytics\"."
  }
}

variable "bucket_name" {
  description = "Name of the lake's bucket. Null: <name_prefix>-lake-<account>-<Region>, cut where that is too long."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must have 3 to 63 lower-case letters, digits, dots and hyphens, such as \"shop-lake\"."
  }
}

variable "force_destroy" {
  description = "Whether destroying the lake deletes what is in its bucket. False: Terraform refuses while anything is in it."
  type        = bool
  default     = false
  nullable    = false
}

variable "event_retention_days" {
  description = "Days after which the ledger and the app's events are deleted: they hold usernames. What is under config/ is kept."
  type        = number
  default     = 730
  nullable    = false

  validation {
    condition     = var.event_retention_days >= 1 && floor(var.event_retention_days) == var.event_retention_days
    error_message = "event_retention_days must be a whole number of days, at least 1."
  }
}

variable "query_result_retention_days" {
  description = "Days after which results of queries are deleted."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.query_result_retention_days >= 1 && floor(var.query_result_retention_days) == var.query_result_retention_days
    error_message = "query_result_retention_days must be a whole number of days, at least 1."
  }
}

variable "bytes_scanned_cutoff_per_query" {
  description = "Bytes after which Athena cancels a query: at least 10,485,760, which are 10 MB."
  type        = number
  default     = 10737418240
  nullable    = false

  validation {
    condition     = var.bytes_scanned_cutoff_per_query >= 10485760 && floor(var.bytes_scanned_cutoff_per_query) == var.bytes_scanned_cutoff_per_query
    error_message = "bytes_scanned_cutoff_per_query must be at least 10485760 (10 MB): Athena takes no less."
  }
}

variable "buffer_interval_seconds" {
  description = "How long Firehose collects changes and events before it writes them: 60 to 900, and at most attribution.clock_skew_seconds."
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
  description = "First hour with events, in UTC, as yyyy/MM/dd/HH: the tables have no hour before it."
  type        = string
  default     = "2024/01/01/00"
  nullable    = false

  validation {
    condition     = can(regex("^20[0-9]{2}/(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/([01][0-9]|2[0-3])$", var.projection_start))
    error_message = "projection_start must be an hour as yyyy/MM/dd/HH, such as \"2026/01/01/00\"."
  }
}

# The attribution

variable "history_days" {
  description = "How many days back the views read, by the day of arrival: fewer days cost less. It should reach over the period of a report and the longest lookback window."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.history_days >= 1 && var.history_days <= 3660 && floor(var.history_days) == var.history_days
    error_message = "history_days must be a whole number of days, 1 to 3660."
  }
}

variable "reporting_currency" {
  description = "ISO 4217 code of the currency of all sums. Values and costs in others need a rate in the table currency_rates."
  type        = string
  default     = "EUR"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.reporting_currency))
    error_message = "reporting_currency must be an ISO 4217 code of three capital letters, such as \"EUR\"."
  }
}

variable "username_case_sensitive" {
  description = "Whether the user pool tells Ann from ann, as in the root module."
  type        = bool
  default     = false
  nullable    = false
}

variable "attribution" {
  description = <<-EOT
    How conversions are attributed:
    - half_life_days: under time decay a touch of that age counts half (default 7).
    - first_share, last_share: under the position-based model, what the first and the last touch get (default 0.4 each); those between share the rest.
    - path_transform: exposure_path, where touches of one journey in a row count once (default), or none.
    - stamp_grace_seconds: how long after the end of its window the journey on an event still counts, as tokens are as old as their last refresh (default 3900).
    - clock_skew_seconds: how far the clock of a client may be ahead (default 300); at least buffer_interval_seconds.
  EOT
  type = object({
    half_life_days      = optional(number, 7)
    first_share         = optional(number, 0.4)
    last_share          = optional(number, 0.4)
    path_transform      = optional(string, "exposure_path")
    stamp_grace_seconds = optional(number, 3900)
    clock_skew_seconds  = optional(number, 300)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.attribution.half_life_days > 0
    error_message = "attribution.half_life_days must be above 0."
  }
  validation {
    condition     = min(var.attribution.first_share, var.attribution.last_share) >= 0 && var.attribution.first_share + var.attribution.last_share <= 1
    error_message = "attribution.first_share and last_share must be at least 0, and together at most 1."
  }
  validation {
    condition     = contains(["exposure_path", "none"], var.attribution.path_transform)
    error_message = "attribution.path_transform must be exposure_path or none."
  }
  validation {
    condition     = alltrue([for seconds in [var.attribution.stamp_grace_seconds, var.attribution.clock_skew_seconds] : seconds >= 0 && floor(seconds) == seconds])
    error_message = "attribution.stamp_grace_seconds and clock_skew_seconds must be whole numbers of at least 0."
  }
  validation {
    condition     = var.attribution.clock_skew_seconds >= var.buffer_interval_seconds
    error_message = "attribution.clock_skew_seconds (${var.attribution.clock_skew_seconds}) must be at least buffer_interval_seconds (${var.buffer_interval_seconds}): Firehose puts events under the hour of the oldest that it collected, so a later one would seem to be from the future. Raise the one or lower the other."
  }
}

# Other lakes, for messages in the funnel

variable "ses_database_name" {
  description = "Database of modules/ses-events-database, for sent, delivered, opened and clicked emails. Null: there is none."
  type        = string
  default     = null

  validation {
    condition     = var.ses_database_name == null ? true : can(regex("^[a-z][a-z0-9_]*$", var.ses_database_name))
    error_message = "ses_database_name must have lower-case letters, digits and underscores, such as \"shop_ses_event_db\"."
  }
}

variable "ses_campaign_tag" {
  description = "Name of the tag of an email that says its journey, in lower case, as the lake has all names."
  type        = string
  default     = "campaign"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9_-]{1,256}$", var.ses_campaign_tag))
    error_message = "ses_campaign_tag must have lower-case letters, digits, hyphens and underscores, such as \"campaign\"."
  }
}

variable "sms_database_name" {
  description = "Database of modules/sms-events-database, for sent and delivered texts and what they cost. Null: there is none."
  type        = string
  default     = null

  validation {
    condition     = var.sms_database_name == null ? true : can(regex("^[a-z][a-z0-9_]*$", var.sms_database_name))
    error_message = "sms_database_name must have lower-case letters, digits and underscores, such as \"shop_sms_event_db\"."
  }
}

variable "sms_campaign_key" {
  description = "Name of the entry of a text's Context that says its journey, in lower case, as the lake has all names."
  type        = string
  default     = "campaign"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9_-]{1,256}$", var.sms_campaign_key))
    error_message = "sms_campaign_key must have lower-case letters, digits, hyphens and underscores, such as \"campaign\"."
  }
}

variable "pinpoint_database_name" {
  description = "Output database_name of modules/pinpoint-events-database, for what Amazon Pinpoint stored of its messages: the table all_events, which is there with either backend. Null: there is none."
  type        = string
  default     = null

  validation {
    condition     = var.pinpoint_database_name == null ? true : can(regex("^[a-z][a-z0-9_]*$", var.pinpoint_database_name))
    error_message = "pinpoint_database_name must have lower-case letters, digits and underscores, such as \"shop_due_eventdb\"."
  }
}

variable "alarm_thresholds" {
  description = <<-EOT
    When the alarms speak:
    - stream_age_minutes: the ledger behind the table's stream (default 15; records are given up after 12 hours).
    - records_unreadable: changes of the table that tell of no touch, in five minutes (default 0).
  EOT
  type = object({
    stream_age_minutes = optional(number, 15)
    records_unreadable = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarm_thresholds.stream_age_minutes > 0 && var.alarm_thresholds.stream_age_minutes <= 660
    error_message = "alarm_thresholds.stream_age_minutes must be above 0 and at most 660: records are given up after 12 hours."
  }
  validation {
    condition     = var.alarm_thresholds.records_unreadable >= 0
    error_message = "alarm_thresholds.records_unreadable must be at least 0."
  }
}
