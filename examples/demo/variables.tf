variable "name_prefix" {
  description = "Beginning of every physical name."
  type        = string
  default     = "shop-spring"
  nullable    = false
}

variable "pinpoint_application_id" {
  description = "Id of the Amazon Pinpoint project whose journeys call the tagging function."
  type        = string
  nullable    = false
}

variable "lookback_window_seconds" {
  description = "How long a touch counts. Days in real life; seconds for those who want to watch it end."
  type        = number
  default     = 7 * 86400
  nullable    = false
}
