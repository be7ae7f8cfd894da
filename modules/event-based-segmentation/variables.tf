# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "backend" {
  description = "Where contacts are: \"customer_profiles\", Amazon Connect Customer Profiles, or \"pinpoint\", endpoints of a Pinpoint project, whose support AWS ended on 2026-10-30."
  type        = string
  default     = "customer_profiles"
  nullable    = false

  validation {
    condition     = contains(["customer_profiles", "pinpoint"], var.backend)
    error_message = "backend must be \"customer_profiles\" or \"pinpoint\"."
  }
}

variable "rules" {
  description = <<-EOT
    The table: what a contact's attribute becomes by which event.
    - event_type: Pinpoint's name, such as _email.open or _email.click, for events of SES too; of your own events the detail-type.
    - match: fields of the event and the text that each must have, such as { "mail.tags.campaign" = "spring" }.
    - action: set, remove or increment. value: what to set, or by how much to count (null: 1); {field.path} is filled from the event.
    - ttl_days: for how long it counts: <attribute>_until is written, for segments to look at. Null: for ever.
  EOT
  type = list(object({
    name       = string
    event_type = string
    match      = optional(map(string), {})
    action     = string
    attribute  = string
    value      = optional(string)
    ttl_days   = optional(number)
  }))
  default = [
    {
      name       = "opened-email"
      event_type = "_email.open"
      action     = "set"
      attribute  = "opened_email"
      value      = "true"
    },
    {
      name       = "registered-for-webinar5"
      event_type = "registered_for_webinar5"
      action     = "set"
      attribute  = "webinar_registration"
      value      = "webinar5"
    },
  ]
  nullable = false

  validation {
    condition     = length(var.rules) > 0 && length(distinct(var.rules[*].name)) == length(var.rules)
    error_message = "rules must have at least one rule, and each a name of its own."
  }
  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", rule.name))])
    error_message = "rules must have names of 1 to 64 letters, digits, hyphens and underscores."
  }
  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^.{1,128}$", rule.event_type)) && (!startswith(rule.event_type, "_email.") || contains(keys(local.email_events), rule.event_type))])
    error_message = "rules must each have an event_type of 1 to 128 characters; of emails one of ${join(", ", keys(local.email_events))}."
  }
  # Pinpoint takes 50 characters; the longest name that goes with an attribute has 6 more.
  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^[A-Za-z][A-Za-z0-9_]{0,43}$", rule.attribute)) && !can(regex("_(at|until|seen)$", rule.attribute))])
    error_message = "rules must each have an attribute that begins with a letter, has up to 44 letters, digits and underscores, and does not end in _at, _until or _seen: those go with attributes, and names have 50 characters at most."
  }
  validation {
    condition     = alltrue([for rule in var.rules : contains(["set", "remove", "increment"], rule.action)])
    error_message = "rules must each have the action \"set\", \"remove\" or \"increment\"."
  }
  validation {
    condition     = alltrue([for rule in var.rules : rule.action == "set" ? rule.value != null : rule.action == "remove" ? rule.value == null && rule.ttl_days == null : true])
    error_message = "rules must have a value to set, and neither value nor ttl_days to remove."
  }
  validation {
    condition     = alltrue([for rule in var.rules : rule.value == null ? true : can(regex("\\{", rule.value)) || can(regex(rule.action == "increment" ? "^-?[0-9]{1,9}$" : (var.backend == "pinpoint" ? "^.{1,100}$" : "^.{1,255}$"), rule.value))])
    error_message = "rules must set values of 1 to 255 characters, with the backend pinpoint 100, and increment by a whole number of at most nine digits."
  }
  validation {
    condition     = length(setintersection([for rule in var.rules : rule.attribute if rule.action == "increment"], [for rule in var.rules : rule.attribute if rule.action != "increment"])) == 0
    error_message = "rules must not both count and set or remove one attribute: take two attributes."
  }
  validation {
    condition     = alltrue([for rule in var.rules : rule.ttl_days == null ? true : rule.ttl_days > 0 && rule.ttl_days <= 3650])
    error_message = "rules must have a ttl_days above 0 and up to 3650, or null."
  }
  validation {
    condition     = length(base64gzip(jsonencode(var.rules))) <= 3000
    error_message = "rules must pack into 3000 characters, some 80 rules, as the function's environment has 4 KB for all: use fewer, or another deployment for the rest."
  }
}

variable "configuration_set_names" {
  description = "Backend customer_profiles: names of SES configuration sets that exist and whose events count. The module adds an event destination to each, and changes nothing else of them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.configuration_set_names : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "configuration_set_names must have up to 64 letters, digits, hyphens and underscores each: names, not ARNs."
  }
  validation {
    condition     = length(var.configuration_set_names) == 0 || (var.backend == "customer_profiles" && length(local.emails_wanted) > 0)
    error_message = "configuration_set_names must be empty with the backend pinpoint, whose endpoints no event of SES names, and where no rule has an event_type of emails, such as _email.open."
  }
  validation {
    condition     = length(var.configuration_set_names) > 0 || var.custom_event_source != null || local.stream_wanted
    error_message = "configuration_set_names, custom_event_source or kinesis_enabled must be given: otherwise no event arrives."
  }
}

variable "custom_event_source" {
  description = "Source under which applications put their own events on EventBridge's default bus, such as \"shop.web\". Null: none do."
  type        = string
  default     = null

  validation {
    condition     = var.custom_event_source == null ? true : can(regex("^[A-Za-z0-9._/-]{1,256}$", var.custom_event_source)) && !startswith(coalesce(var.custom_event_source, "-"), "aws.")
    error_message = "custom_event_source must have 1 to 256 letters, digits, dots, hyphens, underscores and slashes, and not begin with \"aws.\", which only AWS may use."
  }
  validation {
    condition     = var.custom_event_source == null || length(local.own_wanted) > 0
    error_message = "custom_event_source must be null where no rule is about events of your own: all of them have an event_type that begins with an underscore."
  }
}

variable "kinesis_enabled" {
  description = "Whether there is a Kinesis stream for events too. The backend pinpoint has one in any case."
  type        = bool
  default     = false
  nullable    = false
}

variable "kinesis_shards" {
  description = "Shards of the stream: each takes 1 MB or 1,000 events a second."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.kinesis_shards >= 1 && floor(var.kinesis_shards) == var.kinesis_shards
    error_message = "kinesis_shards must be a whole number, at least 1."
  }
}

variable "starting_position" {
  description = "Where a new deployment begins to read the stream: LATEST, with new events, or TRIM_HORIZON, with the oldest."
  type        = string
  default     = "LATEST"
  nullable    = false

  validation {
    condition     = contains(["LATEST", "TRIM_HORIZON"], var.starting_position)
    error_message = "starting_position must be LATEST or TRIM_HORIZON."
  }
}

variable "profiles_domain_name" {
  description = "Backend customer_profiles: name of the domain of Customer Profiles, which exists."
  type        = string
  default     = null

  validation {
    condition     = var.profiles_domain_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.profiles_domain_name))
    error_message = "profiles_domain_name must have 1 to 64 letters, digits, hyphens and underscores: a name, not an ARN."
  }
  validation {
    condition     = (var.backend == "customer_profiles") == (var.profiles_domain_name != null)
    error_message = "profiles_domain_name must be given with the backend customer_profiles, and not with pinpoint."
  }
}

variable "profile_key" {
  description = "Backend customer_profiles: field of an event -> the search key that finds the contact by it: _email, _phone or _account. The first field, by its name, that an event has counts. Recipients of emails are in the field email."
  type        = map(string)
  default     = { email = "_email" }
  nullable    = false

  validation {
    condition     = length(var.profile_key) > 0 && alltrue([for key in values(var.profile_key) : contains(["_account", "_email", "_phone"], key)])
    error_message = "profile_key must have at least one field, each with _email, _phone or _account."
  }
}

variable "create_missing_contacts" {
  description = "Whether a contact that the store does not have is made. Endpoints are made only where the event says their address."
  type        = bool
  default     = false
  nullable    = false
}

variable "segment_definitions" {
  description = <<-EOT
    Backend customer_profiles: segments to be made in the domain, of contacts of whom all `attributes` are as they say.
    - dimension: INCLUSIVE (one of the values), EXCLUSIVE, CONTAINS, BEGINS_WITH, ENDS_WITH, or a comparison such as GREATER_THAN_OR_EQUAL, BEFORE, AFTER.
    - display_name: null: the name. Changing a segment makes another and deletes the old one: see the output segment_names.
  EOT
  type = list(object({
    name         = string
    display_name = optional(string)
    attributes = map(object({
      dimension = optional(string, "INCLUSIVE")
      values    = list(string)
    }))
  }))
  default  = []
  nullable = false

  validation {
    condition     = length(var.segment_definitions) == 0 || var.backend == "customer_profiles"
    error_message = "segment_definitions must be empty with the backend pinpoint: make dynamic segments in the project."
  }
  validation {
    condition     = alltrue([for segment in var.segment_definitions : can(regex("^[A-Za-z0-9_-]{1,64}$", segment.name))]) && length(distinct(var.segment_definitions[*].name)) == length(var.segment_definitions)
    error_message = "segment_definitions must have different names, of 1 to 64 letters, digits, hyphens and underscores."
  }
  validation {
    condition     = alltrue([for segment in var.segment_definitions : length(segment.attributes) > 0 && alltrue([for condition in values(segment.attributes) : length(condition.values) >= 1 && length(condition.values) <= 50])])
    error_message = "segment_definitions must each have an attribute, with 1 to 50 values."
  }
  validation {
    condition     = alltrue(flatten([for segment in var.segment_definitions : [for condition in values(segment.attributes) : contains(["INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEGINS_WITH", "ENDS_WITH", "BEFORE", "AFTER", "BETWEEN", "NOT_BETWEEN", "ON", "GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL"], condition.dimension)]]))
    error_message = "segment_definitions must have dimensions that Customer Profiles knows: INCLUSIVE, EXCLUSIVE, CONTAINS, BEGINS_WITH, ENDS_WITH, BEFORE, AFTER, BETWEEN, NOT_BETWEEN, ON, GREATER_THAN, LESS_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN_OR_EQUAL or EQUAL."
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
    error_message = "pinpoint_application_id or pinpoint_application_name must be given with the backend pinpoint, and neither with customer_profiles."
  }
}

variable "pinpoint_application_name" {
  description = "Backend pinpoint: name of a project to be made. AWS makes no projects for new customers."
  type        = string
  default     = null
}

variable "batch_size" {
  description = "Events that the function gets at once, at most: 1 to 1000."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 1000
    error_message = "batch_size must be 1 to 1000: the function has two minutes for a batch."
  }
}

variable "max_retries" {
  description = "How often an event that failed is tried again before it is a dead letter."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 99
    error_message = "max_retries must be 0 to 99."
  }
}

variable "maximum_concurrency" {
  description = "Calls of the function at once, at most, because of the queue; each works on 8 contacts at a time. More is faster, until Customer Profiles throttles. Of the stream it is the number of shards."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000 && floor(var.maximum_concurrency) == var.maximum_concurrency
    error_message = "maximum_concurrency must be a whole number from 2, the fewest that Lambda takes, to 1000."
  }
}

variable "max_event_age_hours" {
  description = "Hours after which an event that the function could not take is given up: a dead letter. EventBridge gives up after 24 in any case."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.max_event_age_hours >= 1 && var.max_event_age_hours <= 168 && floor(var.max_event_age_hours) == var.max_event_age_hours
    error_message = "max_event_age_hours must be a whole number from 1 to 168, which are Lambda's seven days."
  }
}

variable "force_destroy" {
  description = "Whether destroying takes the stream away even while others are registered as its consumers. False: AWS refuses."
  type        = bool
  default     = false
  nullable    = false
}
