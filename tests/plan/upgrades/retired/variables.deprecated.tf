variable "window_days" {
  description = "Deprecated: lookback_days."
  type        = number
  default     = null
}

check "window_days" {
  assert {
    condition     = var.window_days == null
    error_message = "window_days is deprecated since 0.3.0: use lookback_days instead. It is removed in 1.0.0."
  }
}

variable "window_hours" {
  description = "Retired: lookback_days."
  type        = number
  default     = null

  validation {
    condition     = var.window_hours == null
    error_message = "window_hours was retired in 0.2.0: use lookback_days instead, with hours / 24. It is removed in 0.4.0."
  }
}
