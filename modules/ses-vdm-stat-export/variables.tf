# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "schedule_expression" {
  description = "When reports are made, as a cron or rate expression of EventBridge Scheduler."
  type        = string
  default     = "cron(0 6 1 * ? *)"
  nullable    = false

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.schedule_expression))
    error_message = "schedule_expression must be a cron or rate expression, such as \"cron(0 6 1 * ? *)\" for 6 o'clock on the first of each month."
  }
}

variable "schedule_timezone" {
  description = "Time zone of schedule_expression. The period is of UTC wherever that is: east of it, choose an hour at which the day has begun in UTC too."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_+/-]{0,49}$", var.schedule_timezone))
    error_message = "schedule_timezone must be the name of a time zone, such as \"UTC\" or \"Europe/Paris\"."
  }
}

variable "schedule_enabled" {
  description = "Whether the schedule runs. False: reports are made when somebody starts the state machine."
  type        = bool
  default     = true
  nullable    = false
}

variable "period" {
  description = "Which days a report is about, in UTC: previous_month, previous_week (Monday to Sunday), previous_day, or rolling_days, the days up to yesterday."
  type        = string
  default     = "previous_month"
  nullable    = false

  validation {
    condition     = contains(["previous_month", "previous_week", "previous_day", "rolling_days"], var.period)
    error_message = "period must be previous_month, previous_week, previous_day or rolling_days."
  }
}

variable "rolling_days" {
  description = "How many days a report of the period rolling_days is about."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.rolling_days >= 1 && floor(var.rolling_days) == var.rolling_days
    error_message = "rolling_days must be a whole number of days, at least 1."
  }
}

variable "dimensions" {
  description = "By what the numbers are split, one to three of EMAIL_IDENTITY, CONFIGURATION_SET, ISP and TENANT_NAME, with one to ten values each; \"*\" for all."
  type        = map(list(string))
  default     = { EMAIL_IDENTITY = ["*"] }
  nullable    = false

  validation {
    condition     = length(var.dimensions) >= 1 && length(var.dimensions) <= 3 && alltrue([for name in keys(var.dimensions) : contains(["EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME"], name)])
    error_message = "dimensions must be one to three of EMAIL_IDENTITY, CONFIGURATION_SET, ISP and TENANT_NAME."
  }
  validation {
    condition     = alltrue([for values in values(var.dimensions) : length(values) >= 1 && length(values) <= 10 && alltrue([for value in values : value != ""])])
    error_message = "dimensions must have one to ten values each, such as [\"*\"] for all."
  }
}

variable "metrics" {
  description = "The numbers, one to ten: SEND, COMPLAINT, PERMANENT_BOUNCE, TRANSIENT_BOUNCE, OPEN, CLICK, DELIVERY, DELIVERY_OPEN, DELIVERY_CLICK or DELIVERY_COMPLAINT, each as VOLUME or as RATE of what was sent."
  type        = list(object({ name = string, aggregation = string }))
  default = [
    { name = "SEND", aggregation = "VOLUME" },
    { name = "DELIVERY", aggregation = "RATE" },
    { name = "TRANSIENT_BOUNCE", aggregation = "RATE" },
    { name = "PERMANENT_BOUNCE", aggregation = "RATE" },
    { name = "COMPLAINT", aggregation = "RATE" },
    { name = "OPEN", aggregation = "RATE" },
    { name = "CLICK", aggregation = "RATE" },
    { name = "DELIVERY_OPEN", aggregation = "RATE" },
    { name = "DELIVERY_CLICK", aggregation = "RATE" },
    { name = "DELIVERY_COMPLAINT", aggregation = "RATE" },
  ]
  nullable = false

  validation {
    condition     = length(var.metrics) >= 1 && length(var.metrics) <= 10
    error_message = "metrics must be one to ten: SES takes no more in one export."
  }
  validation {
    condition = alltrue([
      for metric in var.metrics :
      contains(["SEND", "COMPLAINT", "PERMANENT_BOUNCE", "TRANSIENT_BOUNCE", "OPEN", "CLICK", "DELIVERY", "DELIVERY_OPEN", "DELIVERY_CLICK", "DELIVERY_COMPLAINT"], metric.name)
    ])
    error_message = "metrics must have names of SES: SEND, COMPLAINT, PERMANENT_BOUNCE, TRANSIENT_BOUNCE, OPEN, CLICK, DELIVERY, DELIVERY_OPEN, DELIVERY_CLICK or DELIVERY_COMPLAINT."
  }
  validation {
    condition     = alltrue([for metric in var.metrics : contains(["VOLUME", "RATE"], metric.aggregation)])
    error_message = "metrics must have the aggregation VOLUME or RATE."
  }
}

variable "data_format" {
  description = "Format of the files: CSV or JSON."
  type        = string
  default     = "CSV"
  nullable    = false

  validation {
    condition     = contains(["CSV", "JSON"], var.data_format)
    error_message = "data_format must be CSV or JSON."
  }
}

variable "create_report_bucket" {
  description = "Whether the module makes the bucket of reports. Null: if report_bucket_name is null. False where that name is not known at plan time, as that of a bucket with bucket_prefix that is made by the same apply."
  type        = bool
  default     = null

  validation {
    condition     = var.create_report_bucket == true ? var.report_bucket_name == null : true
    error_message = "create_report_bucket must not be true with report_bucket_name, which is the name of a bucket that exists: give one of the two."
  }
  validation {
    condition     = var.create_report_bucket == false ? var.report_bucket_name != null : true
    error_message = "create_report_bucket must not be false without report_bucket_name: reports need a bucket."
  }
}

variable "report_bucket_name" {
  description = "Name of a bucket that exists, for the reports, which go under vdm/ and stay there for as long as its owner says. Null: the module makes <name_prefix>-vdm-<account>-<Region>. Where it is not known at plan time, create_report_bucket must be false."
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket_name))
    error_message = "report_bucket_name must be the name of an S3 bucket."
  }
}

variable "report_retention_days" {
  description = "Days after which reports are deleted from the module's own bucket."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.report_retention_days >= 1 && floor(var.report_retention_days) == var.report_retention_days
    error_message = "report_retention_days must be a whole number of days, at least 1."
  }
}

variable "notification_emails" {
  description = "Addresses that are told of each report, and of each that is missing. Each must follow the link in SNS's first email within 48 hours. They stand in Terraform's state and plans."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.notification_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "notification_emails must be email addresses, such as \"billing@example.org\"."
  }
}

variable "link_expiry_hours" {
  description = "Hours for which a link in the notice lets whoever has it read the report; it dies earlier with the session of the function that signs it, and the history of the execution has it too. 0: no link."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.link_expiry_hours >= 0 && var.link_expiry_hours <= 12 && floor(var.link_expiry_hours) == var.link_expiry_hours
    error_message = "link_expiry_hours must be 0 to 12: no session of a role lives longer, and no link longer than the session."
  }
}

variable "poll_interval_seconds" {
  description = "Seconds between two questions to SES whether the export is done: 1 to 3600."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.poll_interval_seconds >= 1 && var.poll_interval_seconds <= 3600 && floor(var.poll_interval_seconds) == var.poll_interval_seconds
    error_message = "poll_interval_seconds must be a whole number from 1 to 3600."
  }
}

variable "max_polls" {
  description = "How often SES is asked before the export is given up: 1 to 1000."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.max_polls >= 1 && var.max_polls <= 1000 && floor(var.max_polls) == var.max_polls
    error_message = "max_polls must be a whole number from 1 to 1000: an execution of Step Functions has 25,000 events at most."
  }
}

variable "manage_account_vdm" {
  description = "Whether the module switches Virtual Deliverability Manager on for the whole account and Region, which costs for each email. Destroying it then switches it off. False: it is on already."
  type        = bool
  default     = false
  nullable    = false
}

variable "force_destroy" {
  description = "Whether destroying the module deletes what is in its bucket. False: Terraform refuses while anything is in it."
  type        = bool
  default     = false
  nullable    = false
}
