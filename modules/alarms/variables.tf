# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "names_begin" {
  description = "Beginning of every alarm's name: the deployment's prefix, or what the alarms are about, such as the name of a function."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,99}$", var.names_begin))
    error_message = "names_begin must begin with a lower-case letter and have 2 to 100 lower-case letters, digits or hyphens, such as \"shop-spring-tagging\"."
  }
}

variable "alarms" {
  description = <<-EOT
    The alarms, by the ends of their names.
    - what: what is wrong when it fires; the description is "<subject>: <what>. Runbook: docs/runbooks/<runbook>.md".
    - subject: null: names_begin. runbook: null: the key.
    - namespace, dimensions, statistic, period (seconds): what is watched: `metric`, or `sum`, several metrics added up: id and label of the sum, and the metrics' names.
    - evaluation_periods, datapoints (of these; null: all), threshold, comparison: when it fires.
    - missing: what periods without data are: "notBreaching", "breaching", "ignore" or "missing".
  EOT
  type = map(object({
    what               = string
    subject            = optional(string)
    runbook            = optional(string)
    namespace          = string
    metric             = optional(string)
    sum                = optional(object({ id = string, label = string, metrics = set(string) }))
    dimensions         = map(string)
    statistic          = string
    period             = optional(number, 300)
    evaluation_periods = optional(number, 1)
    datapoints         = optional(number)
    threshold          = number
    comparison         = optional(string, "GreaterThanThreshold")
    missing            = optional(string, "notBreaching")
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.alarms) : can(regex("^[a-z0-9][a-z0-9_-]{0,99}$", key))])
    error_message = "alarms must have keys of lower-case letters, digits, hyphens and underscores, such as \"dead-letters\": they end the names."
  }
  validation {
    condition     = alltrue([for alarm in values(var.alarms) : (alarm.metric == null) != (alarm.sum == null)])
    error_message = "alarms must each have either metric or sum: one metric, or several that are added up."
  }
  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains(["Average", "Maximum", "Minimum", "SampleCount", "Sum"], alarm.statistic)])
    error_message = "alarms.statistic must be Average, Maximum, Minimum, SampleCount or Sum."
  }
  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains(["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanOrEqualToThreshold", "LessThanThreshold"], alarm.comparison)])
    error_message = "alarms.comparison must be GreaterThanThreshold, GreaterThanOrEqualToThreshold, LessThanThreshold or LessThanOrEqualToThreshold."
  }
  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains(["breaching", "ignore", "missing", "notBreaching"], alarm.missing)])
    error_message = "alarms.missing must be breaching, ignore, missing or notBreaching."
  }
}
