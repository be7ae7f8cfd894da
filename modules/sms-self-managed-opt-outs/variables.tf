# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "origination_identities" {
  description = "Our numbers that customers text, in E.164 or as short codes, each with the ARN of the phone number, or of the pool, that its replies are sent from."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.origination_identities) > 0 && alltrue([for number in keys(var.origination_identities) : can(regex("^(\\+[1-9][0-9]{6,14}|[0-9]{3,8})$", number))])
    error_message = "origination_identities must have numbers for keys, at least one: such as \"+12125550101\", or \"12345\" for a short code."
  }
  validation {
    condition     = alltrue([for arn in values(var.origination_identities) : can(regex("^arn:[^:*]+:sms-voice:[^:*]+:[0-9]{12}:(phone-number|pool)/[^*]+$", arn))])
    error_message = "origination_identities must have ARNs for values: arn:aws:sms-voice:<region>:<account>:phone-number/<id>, or pool/<id>."
  }
}

variable "program" {
  description = "What customers opt out of and into, such as \"marketing\": the second part of the key of consent."
  type        = string
  default     = "marketing"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,64}$", var.program))
    error_message = "program must have 1 to 64 letters, digits, dots, hyphens and underscores, such as \"marketing\"."
  }
}

variable "opt_out_keywords" {
  description = "Words by which customers opt out. The default are those that End User Messaging itself knows; case and accents do not matter."
  type        = set(string)
  default     = ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"]
  nullable    = false

  validation {
    condition     = length(var.opt_out_keywords) > 0 && alltrue([for word in var.opt_out_keywords : can(regex("^[^\\s,]([^,]{0,28}[^\\s,])?$", word))])
    error_message = "opt_out_keywords must have at least one word of 1 to 30 characters, without commas and without spaces around it."
  }
  validation {
    condition     = alltrue([for word in var.opt_out_keywords : can(regex("[\\p{L}\\p{N}]", word))])
    error_message = "opt_out_keywords must have a letter or a digit in each word: punctuation and symbols at the ends of a text do not count, so that no text would ever match."
  }
}

variable "opt_in_keywords" {
  description = "Words by which customers opt in again."
  type        = set(string)
  default     = ["START", "UNSTOP", "YES"]
  nullable    = false

  validation {
    condition     = alltrue([for word in var.opt_in_keywords : can(regex("^[^\\s,]([^,]{0,28}[^\\s,])?$", word))])
    error_message = "opt_in_keywords must have words of 1 to 30 characters, without commas and without spaces around them."
  }
  validation {
    condition     = alltrue([for word in var.opt_in_keywords : can(regex("[\\p{L}\\p{N}]", word))])
    error_message = "opt_in_keywords must have a letter or a digit in each word: punctuation and symbols at the ends of a text do not count, so that no text would ever match."
  }
  validation {
    condition     = length(setintersection([for word in var.opt_in_keywords : upper(word)], [for word in var.opt_out_keywords : upper(word)])) == 0
    error_message = "opt_in_keywords must not have a word of opt_out_keywords."
  }
}

variable "help_keywords" {
  description = "Words by which customers ask for help."
  type        = set(string)
  default     = ["AIDE", "HELP", "INFO"]
  nullable    = false

  validation {
    condition     = alltrue([for word in var.help_keywords : can(regex("^[^\\s,]([^,]{0,28}[^\\s,])?$", word))])
    error_message = "help_keywords must have words of 1 to 30 characters, without commas and without spaces around them."
  }
  validation {
    condition     = alltrue([for word in var.help_keywords : can(regex("[\\p{L}\\p{N}]", word))])
    error_message = "help_keywords must have a letter or a digit in each word: punctuation and symbols at the ends of a text do not count, so that no text would ever match."
  }
  validation {
    condition     = length(setintersection([for word in var.help_keywords : upper(word)], [for word in setunion(var.opt_out_keywords, var.opt_in_keywords) : upper(word)])) == 0
    error_message = "help_keywords must not have a word of opt_out_keywords or opt_in_keywords."
  }
}

variable "match_mode" {
  description = "Which texts are keywords: \"whole_message\", those that are one and nothing else, or \"first_word\", those that begin with one. By the latter \"End of the month?\" is an opt-out."
  type        = string
  default     = "whole_message"
  nullable    = false

  validation {
    condition     = contains(["whole_message", "first_word"], var.match_mode)
    error_message = "match_mode must be \"whole_message\" or \"first_word\"."
  }
}

variable "opt_out_reply" {
  description = "Text that confirms an opt-out. Null: no reply."
  type        = string
  default     = "You are unsubscribed and will get no more offers from us. Reply START to subscribe again, HELP for help."

  validation {
    condition     = var.opt_out_reply == null ? true : length(trimspace(var.opt_out_reply)) > 0 && length(var.opt_out_reply) <= 480
    error_message = "opt_out_reply must be null or have 1 to 480 characters, about three parts of a text."
  }
}

variable "opt_in_reply" {
  description = "Text that confirms an opt-in. Null: no reply."
  type        = string
  default     = "You are subscribed again. Reply STOP to unsubscribe, HELP for help. Message and data rates may apply."

  validation {
    condition     = var.opt_in_reply == null ? true : length(trimspace(var.opt_in_reply)) > 0 && length(var.opt_in_reply) <= 480
    error_message = "opt_in_reply must be null or have 1 to 480 characters, about three parts of a text."
  }
}

variable "help_reply" {
  description = "Text for whoever asks for help: say who you are and how to reach you. Null: no reply."
  type        = string
  default     = "You get offers and news from us by text. Reply STOP to unsubscribe. Message and data rates may apply."

  validation {
    condition     = var.help_reply == null ? true : length(trimspace(var.help_reply)) > 0 && length(var.help_reply) <= 480
    error_message = "help_reply must be null or have 1 to 480 characters, about three parts of a text."
  }
}

variable "mirror_opt_out_list" {
  description = "Whether the module makes an opt-out list and keeps it as the table is. Give the list to numbers that send this program only, never to those that customers text: it would stop the confirmation, too."
  type        = bool
  default     = true
  nullable    = false
}

variable "backend" {
  description = "Who sends the replies: \"end_user_messaging\", or \"pinpoint\", by a project of Amazon Pinpoint, whose support AWS ended on 2026-10-30."
  type        = string
  default     = "end_user_messaging"
  nullable    = false

  validation {
    condition     = contains(["end_user_messaging", "pinpoint"], var.backend)
    error_message = "backend must be \"end_user_messaging\" or \"pinpoint\"."
  }
}

variable "pinpoint_application_id" {
  description = "Backend pinpoint: id of the project."
  type        = string
  default     = null

  validation {
    condition     = var.pinpoint_application_id == null ? true : can(regex("^[0-9a-f]{32}$", var.pinpoint_application_id))
    error_message = "pinpoint_application_id must be 32 hexadecimal digits, such as \"0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f\"."
  }
  validation {
    condition     = (var.backend == "pinpoint") == (var.pinpoint_application_id != null)
    error_message = "pinpoint_application_id must be given with the backend pinpoint, and with no other."
  }
}

variable "endpoint_lookup" {
  description = "Backend pinpoint: id of the user whose endpoints a number has, with {number} for +14255550182 or {digits} for 14255550182. Their SMS endpoints of that number get the opt-out flag. Null: endpoints stay as they are."
  type        = string
  default     = null

  validation {
    condition     = var.endpoint_lookup == null ? true : length(regexall("\\{(number|digits)\\}", var.endpoint_lookup)) == 1
    error_message = "endpoint_lookup must have {number} or {digits} once, such as \"customer-{digits}\"."
  }
  validation {
    condition     = var.endpoint_lookup == null || var.backend == "pinpoint"
    error_message = "endpoint_lookup must be null unless the backend is pinpoint, which has endpoints."
  }
}

variable "event_bus_arn" {
  description = "ARN of the EventBridge bus that gets an event ConsentChanged of each change. Null: no events."
  type        = string
  default     = null

  validation {
    condition     = var.event_bus_arn == null ? true : can(regex("^arn:[^:]+:events:[^:]+:[0-9]{12}:event-bus/.+$", var.event_bus_arn))
    error_message = "event_bus_arn must be the ARN of an event bus (arn:aws:events:<region>:<account>:event-bus/<name>)."
  }
}

variable "include_number" {
  description = "Whether events have the number. False: its last four digits."
  type        = bool
  default     = false
  nullable    = false
}

variable "maximum_concurrency" {
  description = "Calls of the function at once, at most, of which each answers a few texts a second. More are throttled by most numbers, and come again until they are dead letters: raise it for short codes."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000 && floor(var.maximum_concurrency) == var.maximum_concurrency
    error_message = "maximum_concurrency must be a whole number from 2, the least that Lambda takes, to 1000."
  }
}

variable "force_destroy" {
  description = "Whether the table of consent may be destroyed with what is in it. False: it has deletion protection."
  type        = bool
  default     = false
  nullable    = false
}
