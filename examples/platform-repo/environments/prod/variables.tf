variable "environment" {
  description = "Name of this environment; a tag of everything in it."
  type        = string
}

variable "account_id" {
  description = "The AWS account of this environment. Credentials of another account are refused."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role in this account. Null: none."
  type        = string
}

variable "alarm_topic_arns" {
  description = "The SNS topic that alarms notify, for each Region: an alarm and its topic are in one Region."
  type        = map(string)

  validation {
    condition     = toset(keys(var.alarm_topic_arns)) == toset(["eu-west-1", "us-east-1"])
    error_message = "alarm_topic_arns must have a topic for eu-west-1 and for us-east-1, the Regions of main.tf."
  }
}

variable "deletion_protection" {
  description = "Whether the tables of touches refuse to be deleted."
  type        = bool
}

variable "projects" {
  description = <<-EOT
    The marketing projects, by a short name that becomes part of every physical name and does not change any more.
    - region: where it lives, together with its user pool.
    - user_pool_id: the Cognito user pool; it needs the attribute custom:campaign.
    - app_client_ids: the pool's app clients, under names of your choice.
    - pinpoint_application_id: the Pinpoint project, if there is one.
    - lookback_window_days: how long a touch counts (default 7).
    - delivery: attribute, token or both (default attribute).
  EOT
  type = map(object({
    region                  = string
    user_pool_id            = string
    app_client_ids          = optional(map(string), {})
    pinpoint_application_id = optional(string)
    lookback_window_days    = optional(number, 7)
    delivery                = optional(object({ attribute = optional(bool, true), token = optional(bool, false) }), {})
  }))

  # Without it a project of another Region would be in no module block, and nobody would notice.
  validation {
    condition     = alltrue([for one in values(var.projects) : contains(["eu-west-1", "us-east-1"], one.region)])
    error_message = "projects must have the region eu-west-1 or us-east-1: main.tf has module blocks for no other."
  }
  validation {
    condition     = alltrue([for one in values(var.projects) : startswith(one.user_pool_id, "${one.region}_")])
    error_message = "projects must have a user_pool_id of their own region, such as \"eu-west-1_AbCd12345\"."
  }
}
