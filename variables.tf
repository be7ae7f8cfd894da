# The inputs of journey attribution. Those that every module has are in variables.common.tf; the sources are
# in variables.sources.tf.

variable "cognito_user_pool_id" {
  description = "Id of the Cognito user pool whose users are attributed."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+_[0-9A-Za-z]+$", var.cognito_user_pool_id))
    error_message = "cognito_user_pool_id must be a user pool's id, such as \"eu-west-1_AbCd12345\", not its name or ARN."
  }
}

variable "lookback_window_days" {
  description = "How many days after a touch the user's events count for that journey. Fractions are allowed; the window is rounded to whole seconds, at least one."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.lookback_window_days > 0 && var.lookback_window_days <= 36500
    error_message = "lookback_window_days must be above 0 and at most 36500, such as 7, or 0.5 for twelve hours."
  }
}

variable "journey_lookback_days" {
  description = "Windows in days of single journeys, by journey id or name; an id counts before a name. The others have lookback_window_days."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for days in values(var.journey_lookback_days) : days == null ? false : days > 0 && days <= 36500])
    error_message = "journey_lookback_days must have days above 0 and at most 36500 for every journey, such as { spring_welcome = 14 }."
  }
  validation {
    condition     = length(jsonencode(var.journey_lookback_days)) <= 2500
    error_message = "journey_lookback_days must fit into a function's environment: about 2,500 characters of ids, names and numbers."
  }
}

variable "journey_names" {
  description = "Names of journeys and campaigns by id, for payloads that carry an id only and whose service cannot be asked any more, such as stored Pinpoint events. A name given here counts before a look-up."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id, name in var.journey_names : trimspace(id) != "" && try(trimspace(name) != "", false)])
    error_message = "journey_names must have a name that is not blank for every id, such as { \"0a1b2c3d\" = \"Spring welcome\" }."
  }
  validation {
    condition     = length(jsonencode(var.journey_names)) <= 2500
    error_message = "journey_names must fit into a function's environment: about 2,500 characters of ids and names."
  }
}

variable "pinpoint_application_id" {
  description = "Id of the Amazon Pinpoint project whose journeys and campaigns may call the tagging function, and whose journey names are looked up. Null: no Pinpoint project. It must be known at plan time."
  type        = string
  default     = null

  validation {
    condition     = var.pinpoint_application_id == null ? true : can(regex("^[0-9A-Za-z_-]{1,64}$", var.pinpoint_application_id))
    error_message = "pinpoint_application_id must be a project's id, such as \"0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f\", not its name or ARN."
  }
}

variable "campaign_attribute" {
  description = "Name of the user pool's custom attribute for the current journey, without \"custom:\"."
  type        = string
  default     = "campaign"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-Za-z_.-]{1,20}$", var.campaign_attribute))
    error_message = "campaign_attribute must have 1 to 20 letters, digits, dots, hyphens or underscores, without the prefix \"custom:\"."
  }
}

variable "app_client_ids" {
  description = "Ids of the user pool's app clients, under names of your choice: the module warns of each that may write the campaign attribute, and of each that is not listed."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.app_client_ids) : id == null ? false : can(regex("^[0-9A-Za-z_+]{1,128}$", id))])
    error_message = "app_client_ids must be ids of app clients under names of your choice, such as { web = \"6o7h8i9jexample\" }."
  }
}

variable "username_attribute" {
  description = "Name of the attribute that holds the Cognito username: of the endpoint's user in Pinpoint, which allows 50 characters, and of the profile in Connect, which allows 255. Null: the endpoint's User.UserId and the profile's account number are the username."
  type        = string
  default     = "username"

  validation {
    condition     = var.username_attribute == null ? true : can(regex("^\\S{1,255}$", var.username_attribute))
    error_message = "username_attribute must have 1 to 255 characters without spaces (Pinpoint allows 50), or be null to use Pinpoint's User.UserId and Connect's account number."
  }
}

variable "username_case_sensitive" {
  description = "Whether the user pool tells Ann from ann. Pools made in the console do not; those made by the API or by Terraform do, unless username_configuration says otherwise, as it should."
  type        = bool
  default     = false
  nullable    = false
}

variable "delivery" {
  description = <<-EOT
    How the app learns the current journey; at least one way:
    - attribute: the projection function writes the campaign attribute (default true). Cognito allows 25 writes per second in an account and Region.
    - token: a function for the pool's pre token generation trigger adds the claim to the ID token (default false). Needs no writes; whoever manages the pool sets its trigger to token_function_arn.
  EOT
  type = object({
    attribute = optional(bool, true)
    token     = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = coalesce(var.delivery.attribute, true) || coalesce(var.delivery.token, false)
    error_message = "delivery must have attribute, token or both set to true: else the app never learns the journey."
  }
}

variable "cognito_update_rate" {
  description = "Attribute writes per second that projection keeps below. Cognito allows 25 in an account and Region, for all pools together, and never more: leave room for sign-outs and for other deployments."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.cognito_update_rate >= 1 && var.cognito_update_rate <= 25
    error_message = "cognito_update_rate must be 1 to 25, Cognito's fixed quota per account and Region."
  }
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted. Set it for production; set it to false and apply before a destroy."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_thresholds" {
  description = <<-EOT
    When the alarms speak:
    - backlog_hours: waiting in the backlog, and the time it needs to drain (default 48; the queue forgets after 14 days).
    - stream_age_minutes: projection behind the stream (default 15; records are given up after 6 hours).
    - inbox_minutes: the oldest message of the inbox (default 30; one that fails 5 times leaves it within 15).
    - kinesis_age_minutes: tagging behind the stream of Pinpoint events (default 15; the stream forgets when its retention is over, after 24 hours or more).
    - expiration_lag_seconds: touches over and not removed (default 300).
    - touches_failed, records_refused, touches_rejected, users_not_found, updates_throttled, tokens_without_answer: how many in five minutes (defaults 10, 10, 100, 100, 500, 10).
  EOT
  type = object({
    backlog_hours          = optional(number, 48)
    stream_age_minutes     = optional(number, 15)
    inbox_minutes          = optional(number, 30)
    kinesis_age_minutes    = optional(number, 15)
    expiration_lag_seconds = optional(number, 300)
    touches_failed         = optional(number, 10)
    records_refused        = optional(number, 10)
    touches_rejected       = optional(number, 100)
    users_not_found        = optional(number, 100)
    updates_throttled      = optional(number, 500)
    tokens_without_answer  = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.alarm_thresholds) : threshold >= 0])
    error_message = "alarm_thresholds must be numbers of at least 0, such as { backlog_hours = 24 }."
  }
  validation {
    condition     = var.alarm_thresholds.backlog_hours > 0 && var.alarm_thresholds.backlog_hours <= 240
    error_message = "alarm_thresholds.backlog_hours must be above 0 and at most 240: the backlog forgets after 14 days."
  }
  validation {
    condition     = var.alarm_thresholds.stream_age_minutes > 0 && var.alarm_thresholds.stream_age_minutes <= 300
    error_message = "alarm_thresholds.stream_age_minutes must be above 0 and at most 300: records are given up after 6 hours."
  }
  validation {
    condition     = var.alarm_thresholds.kinesis_age_minutes > 0 && var.alarm_thresholds.kinesis_age_minutes <= 1380
    error_message = "alarm_thresholds.kinesis_age_minutes must be above 0 and at most 1380: a stream may forget after 24 hours."
  }
  validation {
    condition     = var.alarm_thresholds.inbox_minutes > 0 && var.alarm_thresholds.inbox_minutes <= 14400
    error_message = "alarm_thresholds.inbox_minutes must be above 0 and at most 14400: the inbox forgets after 14 days."
  }
}
