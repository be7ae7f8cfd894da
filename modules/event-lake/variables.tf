# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "database_name" {
  description = "Name of the Glue database. Databases are account-wide: each deployment needs its own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"shop_analytics\"."
  }
}

variable "bucket_name" {
  description = "Name of the bucket. Null: <name_prefix>-lake-<account>-<Region>."
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
  description = "Days after which events, and records that could not be stored as events, are deleted. What is under config/ is kept."
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

variable "projection_start" {
  description = "First hour with events, in UTC, as yyyy/MM/dd/HH: a query without a condition on datehour looks into every hour from there on."
  type        = string
  default     = "2024/01/01/00"
  nullable    = false

  validation {
    condition     = can(regex("^20[0-9]{2}/(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/([01][0-9]|2[0-3])$", var.projection_start))
    error_message = "projection_start must be an hour as yyyy/MM/dd/HH, such as \"2026/01/01/00\"."
  }
}

variable "streams" {
  description = <<-EOT
    What the lake takes in, by a short name of the caller's choice, which is the second part of the stream's name.
    - table: the Glue table of its records, as analytics/tables describes it; the column datehour is added. prefix: the beginning of its objects' keys; no prefix may begin with another one.
    - parquet: whether Firehose turns the records, JSON objects, into Parquet (default true). False: they are stored as they come, compressed, and whoever sends them ends each with a newline.
    - buffer_interval_seconds: how long Firehose collects (default 60; 60 to 900). buffer_size_mb: or how much (default 128; 64 to 128 with parquet, else 1 to 128).
    - transform_function_arn: a Lambda function that changes the records before (default none).
    - receives: whether there is a Firehose stream (default true). False: what is there already stays a table and ages out, and nothing is added.
  EOT
  type = map(object({
    table = object({
      name    = string
      comment = string
      prefix  = string
      columns = list(object({ name = string, type = string, comment = string }))
    })
    parquet                 = optional(bool, true)
    buffer_interval_seconds = optional(number, 60)
    buffer_size_mb          = optional(number, 128)
    transform_function_arn  = optional(string)
    receives                = optional(bool, true)
  }))
  nullable = false

  validation {
    condition     = anytrue([for stream in values(var.streams) : stream.receives])
    error_message = "streams must have at least one stream that receives."
  }
  validation {
    condition     = alltrue([for key in keys(var.streams) : can(regex("^[a-z][a-z0-9_-]{0,31}$", key))])
    error_message = "streams must have keys of up to 32 lower-case letters, digits, hyphens and underscores, such as \"ledger\"."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : can(regex("^[a-z][a-z0-9_]{0,254}$", stream.table.name))])
    error_message = "streams.table.name must have lower-case letters, digits and underscores only: Athena knows no others."
  }
  validation {
    condition     = length(distinct([for stream in values(var.streams) : stream.table.name])) == length(var.streams)
    error_message = "streams.table.name must be different for each stream."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : can(regex("^[a-z0-9][a-z0-9_/-]*/$", stream.table.prefix)) && !can(regex("^(config|errors|results)/", stream.table.prefix))])
    error_message = "streams.table.prefix must end with a slash, such as \"events/\", and be none of the lake's own: config/, errors/ and results/."
  }
  validation {
    condition = alltrue(flatten([
      for key, stream in var.streams : [
        for other, another in var.streams : key == other || !startswith(another.table.prefix, stream.table.prefix)
      ]
    ]))
    error_message = "streams.table.prefix must not begin with the prefix of another stream: its table would read the other's objects."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : length(stream.table.columns) > 0 && !contains(stream.table.columns[*].name, "datehour")])
    error_message = "streams.table.columns must have at least one column, and none called datehour: the lake adds it."
  }
  validation {
    condition     = alltrue([for column in flatten([for stream in values(var.streams) : stream.table.columns]) : can(regex("^[a-z][a-z0-9_]*$", column.name)) && column.type == lower(column.type) && length(column.comment) <= 255])
    error_message = "streams.table.columns must have names of lower-case letters, digits and underscores, Hive types in lower case, such as map<string,string>, and comments of up to 255 characters."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : stream.buffer_interval_seconds >= 60 && stream.buffer_interval_seconds <= 900])
    error_message = "streams.buffer_interval_seconds must be 60 to 900."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : stream.buffer_size_mb >= (stream.parquet ? 64 : 1) && stream.buffer_size_mb <= 128])
    error_message = "streams.buffer_size_mb must be 64 to 128 with parquet, else 1 to 128."
  }
  validation {
    condition     = alltrue([for stream in values(var.streams) : stream.transform_function_arn == null ? true : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[^:]+$", stream.transform_function_arn))])
    error_message = "streams.transform_function_arn must be the ARN of a function without version (arn:aws:lambda:<region>:<account>:function:<name>)."
  }
}

variable "config_tables" {
  description = "Tables of CSV files that people or Terraform put under config/<name>/, by their names, as analytics/tables describes them. The first line of a file names the columns; all of them are strings."
  type = map(object({
    name    = string
    comment = string
    prefix  = string
    columns = list(object({ name = string, type = string, comment = string }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, table in var.config_tables : key == table.name && table.prefix == "config/${table.name}/" && can(regex("^[a-z][a-z0-9_]{0,254}$", table.name))])
    error_message = "config_tables must have the table's name as key and config/<name>/ as prefix, such as journey_costs and \"config/journey_costs/\"."
  }
  validation {
    condition     = alltrue([for table in values(var.config_tables) : length(table.columns) > 0 && alltrue([for column in table.columns : column.type == "string"])])
    error_message = "config_tables.columns must have at least one column, and be of the type string: a CSV file has no other, so views convert."
  }
}
