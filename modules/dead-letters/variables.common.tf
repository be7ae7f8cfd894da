# The inputs that every module of this repository has, with the same name, type, default and words.

variable "tags" {
  description = "Tags of every resource that can have tags."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "tags must not use keys that begin with \"aws:\": AWS keeps them for itself."
  }
}

variable "kms_key_arn" {
  description = "ARN of a customer-managed KMS key for tables, queues, logs and the functions' environment; its policy must allow CloudWatch Logs, and events.amazonaws.com and sns.amazonaws.com where queues receive from them. Null: keys that AWS manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not an alias or an id."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of the SNS topic that alarms notify. Null: the alarms exist and notify nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null ? true : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>)."
  }
}
