# The inputs of this module alone. Those that other modules have too are in variables.common.tf.

variable "rule_set_name" {
  description = "Name of the receipt rule set to put the rule into. It exists, and mail comes only while it is the active one of its account and Region: the module neither makes nor activates it."
  type        = string
  default     = "default-rule-set"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$", var.rule_set_name))
    error_message = "rule_set_name must have 1 to 64 letters, digits, dots, hyphens and underscores, with a letter or digit at either end."
  }
}

variable "rule_name" {
  description = "Name of the receipt rule. Null: <name_prefix>-auto-reply."
  type        = string
  default     = null

  validation {
    condition     = var.rule_name == null ? true : can(regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$", var.rule_name))
    error_message = "rule_name must have 1 to 64 letters, digits, dots, hyphens and underscores, with a letter or digit at either end."
  }
}

variable "rule_after" {
  description = "Name of the rule in the set that this one comes after. Null: it is the first one when it is made, and with stop_rule_set the only one that sees the mail it takes."
  type        = string
  default     = null
}

variable "recipients" {
  description = "Whose mail is answered: addresses (no-reply@shop.example), domains (shop.example), or all subdomains of one (.shop.example). Empty: all mail of the account's verified domains; see stop_rule_set before you leave it empty."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for recipient in var.recipients : can(regex("^(\\.|[^@\\s,;]+@)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", recipient))])
    error_message = "recipients must be addresses or domains, each an element of its own: [\"no-reply@shop.example\", \"shop.example\"], not one text with commas."
  }
}

variable "from_address" {
  description = "Address that all replies come from, without a name. Null: from the address that received the mail, as its envelope says."
  type        = string
  default     = null

  validation {
    condition     = var.from_address == null ? true : can(regex("^[^@\\s<>,;]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.from_address))
    error_message = "from_address must be a bare address, such as \"no-reply@shop.example\": IAM compares it with the sender of each reply."
  }
}

variable "sending_identity_arns" {
  description = "ARNs of the verified SES identities that replies may be sent from: domains or addresses."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.sending_identity_arns) > 0 && alltrue([for arn in var.sending_identity_arns : can(regex("^arn:[^:]+:ses:[^:]+:[0-9]{12}:identity/[^*?]+$", arn))])
    error_message = "sending_identity_arns must list at least one ARN of an SES identity (arn:aws:ses:<region>:<account>:identity/<domain or address>), without * and ?."
  }
}

variable "template_source" {
  description = "Where the reply's text is kept: \"ses\", a template of SES that exists; \"inline\", inline_template; \"pinpoint\", an email template of Pinpoint, whose support AWS ended on 2026-10-30."
  type        = string
  default     = "ses"
  nullable    = false

  validation {
    condition     = contains(["inline", "pinpoint", "ses"], var.template_source)
    error_message = "template_source must be \"ses\", \"inline\" or \"pinpoint\"."
  }
}

variable "template_name" {
  description = "Name of the template in SES or Pinpoint. Its texts may have %%NAME%%, who wrote, and %%ID%%, the id that SES gave the mail; nothing else is replaced in them."
  type        = string
  default     = null

  validation {
    condition     = (var.template_name == null) == (var.template_source == "inline")
    error_message = "template_name must be given with the template_source ses or pinpoint, and not with inline."
  }
  validation {
    condition     = var.template_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.template_name))
    error_message = "template_name must have 1 to 64 letters, digits, hyphens and underscores: a name, not an ARN."
  }
}

variable "inline_template" {
  description = "The reply's subject, HTML part and text, of which one may be missing; with placeholders as in template_name. The module keeps it as a template of SES, <name_prefix>-auto-reply."
  type = object({
    subject = string
    html    = optional(string)
    text    = optional(string)
  })
  default = null

  validation {
    condition     = (var.inline_template != null) == (var.template_source == "inline")
    error_message = "inline_template must be given with the template_source inline, and with no other."
  }
  validation {
    condition     = var.inline_template == null ? true : trimspace(join("", compact([var.inline_template.html, var.inline_template.text]))) != ""
    error_message = "inline_template must have html or text."
  }
}

variable "reply_interval_hours" {
  description = "Hours within which a sender, known by return path and From, gets one reply of an address, however often they write: 1 to 8760. It also ends a loop with an auto-responder that no guard knows."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.reply_interval_hours >= 1 && var.reply_interval_hours <= 8760 && floor(var.reply_interval_hours) == var.reply_interval_hours
    error_message = "reply_interval_hours must be a whole number from 1 to 8760."
  }
}

variable "require_dmarc_pass" {
  description = "Whether mail that fails DMARC gets no reply, as its sender is forged. Mail of domains without DMARC gets one either way."
  type        = bool
  default     = true
  nullable    = false
}

variable "stop_rule_set" {
  description = "Whether the rules after this one are left out for mail that it took: they store and deliver nothing of it, and the function sees no bodies, so that mail is lost."
  type        = bool
  default     = true
  nullable    = false
}

variable "configuration_set_name" {
  description = "Name of the configuration set that replies are sent with. Null: none, or the identity's own, which the role may not use unless it is named here."
  type        = string
  default     = null

  validation {
    condition     = var.configuration_set_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.configuration_set_name))
    error_message = "configuration_set_name must have 1 to 64 letters, digits, hyphens and underscores: a name, not an ARN."
  }
}
