variable "database_name" {
  description = "Name of the Glue database that the views belong to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,254}$", var.database_name))
    error_message = "database_name must begin with a lower-case letter and have lower-case letters, digits and underscores, such as \"shop_analytics\"."
  }
}

variable "views" {
  description = <<-EOT
    The views, by their names.
    - sql: one SELECT in Athena's dialect.
    - columns: what it yields, in order: names, and Trino types: varchar, bigint, double, boolean, date, timestamp(3), and arrays and maps of them, such as map(varchar, array(varchar)).
  EOT
  type = map(object({
    sql     = string
    columns = list(object({ name = string, type = string }))
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.views) : can(regex("^[a-z][a-z0-9_]{0,254}$", name))])
    error_message = "views must have names of lower-case letters, digits and underscores, such as \"journey_roi\"."
  }
  validation {
    condition     = alltrue([for view in values(var.views) : can(regex("(?is)^(\\s*--[^\\n]*\\n)*\\s*(SELECT|WITH)\\s", view.sql)) && !can(regex(";\\s*$", view.sql))])
    error_message = "views.sql must be one SELECT, without CREATE VIEW before and without a semicolon behind; only comments may come first."
  }
  validation {
    condition     = alltrue([for view in values(var.views) : length(view.columns) > 0 && alltrue([for column in view.columns : can(regex("^[a-z_][a-z0-9_]*$", column.name))])])
    error_message = "views.columns must have at least one column, with names of lower-case letters, digits and underscores."
  }
  validation {
    condition     = alltrue([for column in flatten([for view in values(var.views) : view.columns]) : can(regex("^${local.type_pattern}$", column.type))])
    error_message = "views.columns must have the types varchar, bigint, double, boolean, date, timestamp(3), or array(...) and map(..., ...) of them, two deep at most: cast ${join(", ", [for column in flatten([for view in values(var.views) : view.columns]) : "${column.name} (${column.type})" if !can(regex("^${local.type_pattern}$", column.type))])} in the SQL."
  }
}
