# A module of one working input, with one that is deprecated and one that was retired: how variables.deprecated.tf is
# meant.

output "days" {
  description = "What it was told, by the new input or by the old one."
  value       = coalesce(var.lookback_days, var.window_days)
}
