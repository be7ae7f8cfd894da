# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "backend" {
  description = "Whose events the views read: \"living\", the lakes of SES, AWS End User Messaging and the app, or \"pinpoint\", a lake of a Pinpoint project."
  type        = string
  default     = "living"
  nullable    = false

  validation {
    condition     = contains(["living", "pinpoint"], var.backend)
    error_message = "backend must be \"living\" or \"pinpoint\", as in pinpoint-events-database."
  }
}

variable "database_name" {
  description = "Name of the Glue database that the views are put into: the output database_name of pinpoint-events-database. With the backend pinpoint it has the table all_events."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"due_eventdb\"."
  }
}

variable "ses_database_name" {
  description = "Backend living: name of the database with ses_events. Null: database_name."
  type        = string
  default     = null

  validation {
    condition     = var.ses_database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.ses_database_name)) && var.backend == "living"
    error_message = "ses_database_name must be the output database_name of the module ses-events-database, and null with the backend pinpoint."
  }
}

variable "sms_database_name" {
  description = "Backend living: name of the database with sms_events. Null: database_name."
  type        = string
  default     = null

  validation {
    condition     = var.sms_database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.sms_database_name)) && var.backend == "living"
    error_message = "sms_database_name must be the output database_name of the module sms-events-database, and null with the backend pinpoint."
  }
}

variable "app_database_name" {
  description = "Backend living: name of the database with app_events: of journey-analytics or pinpoint-events-database. Null: database_name."
  type        = string
  default     = null

  validation {
    condition     = var.app_database_name == null ? true : can(regex("^[a-z][a-z0-9_]{0,254}$", var.app_database_name)) && var.backend == "living"
    error_message = "app_database_name must be the output database_name of journey-analytics or pinpoint-events-database, and null with the backend pinpoint."
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

variable "workgroup_name" {
  description = "Name of the Athena workgroup that the queries run in: the lake's, whose results go to results/ of lake_bucket."
  type        = string
  nullable    = false
}

variable "lake_bucket" {
  description = "Name of the lake's bucket: the summary and results of queries are written there."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.lake_bucket))
    error_message = "lake_bucket must be the name of a bucket: the output bucket of the lake's module."
  }
}

variable "event_buckets" {
  description = "Names of the other buckets whose events/ and app-events/ the views read: with the backend living those of SES, of AWS End User Messaging and of the app's events."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for bucket in var.event_buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])
    error_message = "event_buckets must be names of buckets: the outputs bucket of the lakes' modules."
  }
}

variable "view_prefix" {
  description = "Beginning of the names of views and summary table, for several dashboards in one database, such as \"shop_\"."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-z][a-z0-9_]{0,30})?$", var.view_prefix))
    error_message = "view_prefix must be empty, or begin with a lower-case letter and have up to 31 lower-case letters, digits and underscores, such as \"shop_\"."
  }
}

variable "lookback_days" {
  description = "How many days back QuickSight's data sets reach, by the hour in which events arrived."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.lookback_days >= 1 && floor(var.lookback_days) == var.lookback_days
    error_message = "lookback_days must be a whole number of days, at least 1."
  }
}

variable "quicksight_enabled" {
  description = "Whether QuickSight gets a data source, a data set for each view with its refresh, and a dashboard. The account needs a QuickSight subscription."
  type        = bool
  default     = false
  nullable    = false
}

variable "quicksight_principals" {
  description = "Who sees data source, data sets and dashboard: ARNs of QuickSight users and groups. access: \"read\", or \"manage\" for those who may change them. Without any, nobody but the account's administrators by API."
  type        = list(object({ arn = string, access = optional(string, "read") }))
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for principal in var.quicksight_principals : can(regex("^arn:[^:]+:quicksight:[^:]+:[0-9]{12}:(user|group|namespace)/.+$", principal.arn)) && contains(["manage", "read"], principal.access)])
    error_message = "quicksight_principals must have ARNs of QuickSight users, groups or namespaces, and the access \"read\" or \"manage\"."
  }
  validation {
    condition     = length(distinct(var.quicksight_principals[*].arn)) == length(var.quicksight_principals)
    error_message = "quicksight_principals must name each ARN once."
  }
}

variable "quicksight_refresh" {
  description = "When the data sets are read anew: interval is HOURLY or DAILY; time, as HH:MM, and timezone are for DAILY."
  type = object({
    interval = optional(string, "DAILY")
    time     = optional(string, "05:00")
    timezone = optional(string, "UTC")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DAILY", "HOURLY"], var.quicksight_refresh.interval) && can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.quicksight_refresh.time))
    error_message = "quicksight_refresh must have the interval DAILY or HOURLY, and a time as HH:MM, such as \"05:00\"."
  }
}

variable "daily_summary_enabled" {
  description = "Whether each day's numbers are written into the table daily_engagement, by a schedule."
  type        = bool
  default     = false
  nullable    = false
}

variable "summary_prefix" {
  description = "Beginning of the summary's keys in lake_bucket. What lies under its days is replaced when a day is run again."
  type        = string
  default     = "summary/"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_/-]*/$", var.summary_prefix)) && !can(regex("^(app-events|config|errors|events|results)/", var.summary_prefix))
    error_message = "summary_prefix must end with a slash, such as \"summary/\", and be none of the lake's own: app-events/, config/, errors/, events/ and results/."
  }
}

variable "summary_schedule_expression" {
  description = "When yesterday is summed up, in UTC, as a cron expression of EventBridge Scheduler. Events that arrive later are missing until the day is run again."
  type        = string
  default     = "cron(0 4 * * ? *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\(.+\\)$", var.summary_schedule_expression))
    error_message = "summary_schedule_expression must be a cron expression, such as \"cron(0 4 * * ? *)\"."
  }
}
