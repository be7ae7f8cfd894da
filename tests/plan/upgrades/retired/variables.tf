variable "lookback_days" {
  description = "Days to look back."
  type        = number
  default     = null
}
