# Which payloads become touches, and where they come from.

variable "sources" {
  description = <<-EOT
    Which payloads the tagging function takes; at least one. Null, or false, switches a source off. What is an id or a name here must be known at plan time.
    - pinpoint_journey: custom channel activity of an Amazon Pinpoint journey (default true).
    - pinpoint_campaign: custom channel of an Amazon Pinpoint campaign (default true).
    - pinpoint_events: Pinpoint's event stream on Kinesis. event_types: those that are interactions. endpoints_table_arn: a table of yours, endpoint_id to username, asked before our own. kms_key_arn and endpoints_table_kms_key_arn: the keys of the stream and of that table, if they have one of yours. Stream and table are in this Region and account.
    - connect_journey: Custom action of an Amazon Connect journey; the instance is in this Region and account. limit_to_instance: whether outbound campaigns may call for this instance only; false where Connect turns out to present another ARN, then any instance of the account may.
    - ses: opened and clicked emails of these configuration sets, which send their events to EventBridge's default bus. events: Click, Open or both.
    - sms: AWS End User Messaging: SNS topics; under the key events that of the messages' events, which tell whom a message went to, and under keys of your choice others, such as that of replies. feedback: also PutMessageFeedback, which needs a CloudTrail trail that logs these calls.
    - journey_touch: the event "Journey Touch" of any system, on a bus of this module or on the bus event_bus_name. event_sources: which senders count; required with event_bus_name, as deployments may share that bus.
    - direct: lists of touches by invocation. s3_bucket: also the function back-fill, which reads lists from this bucket, below s3_prefix; if a KMS key of yours encrypts them, its policy must let the function decrypt.
    With ses, sms or journey_touch and a kms_key_arn, the key's policy must let events.amazonaws.com and sns.amazonaws.com use kms:Decrypt and kms:GenerateDataKey, and events.amazonaws.com kms:DescribeKey.
  EOT
  type = object({
    pinpoint_journey  = optional(bool, true)
    pinpoint_campaign = optional(bool, true)
    pinpoint_events = optional(object({
      stream_arn                  = string
      event_types                 = optional(set(string), ["_campaign.opened_notification", "_email.click", "_email.open", "_journey.opened_notification"])
      endpoints_table_arn         = optional(string)
      kms_key_arn                 = optional(string)
      endpoints_table_kms_key_arn = optional(string)
    }))
    connect_journey = optional(object({
      instance_arn      = string
      limit_to_instance = optional(bool, true)
    }))
    ses = optional(object({
      configuration_sets = set(string)
      events             = optional(set(string), ["Click", "Open"])
    }))
    sms = optional(object({
      topic_arns = map(string)
      feedback   = optional(bool, false)
    }))
    journey_touch = optional(object({
      event_bus_name = optional(string)
      event_sources  = optional(set(string), [])
    }))
    direct = optional(object({
      s3_bucket = optional(string)
      s3_prefix = optional(string, "")
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = anytrue([for source in var.sources : source != null && source != false])
    error_message = "sources must have at least one source switched on: else nothing is ever recorded."
  }

  # pinpoint_events
  validation {
    condition     = var.sources.pinpoint_events == null ? true : can(regex("^arn:[^:]+:kinesis:[^:]+:[0-9]{12}:stream/[0-9A-Za-z_.-]+$", var.sources.pinpoint_events.stream_arn))
    error_message = "sources.pinpoint_events.stream_arn must be the ARN of a Kinesis data stream (arn:aws:kinesis:<region>:<account>:stream/<name>)."
  }
  validation {
    condition = try(length(var.sources.pinpoint_events.event_types), 1) > 0 && alltrue([
      for type in try(var.sources.pinpoint_events.event_types, []) : type == null ? false : can(regex("^[^\\s,]+$", type))
    ])
    error_message = "sources.pinpoint_events.event_types must list at least one type of event, such as \"_email.click\", without spaces and commas."
  }
  validation {
    condition     = try(var.sources.pinpoint_events.endpoints_table_arn, null) == null ? true : can(regex("^arn:[^:]+:dynamodb:[^:]+:[0-9]{12}:table/[0-9A-Za-z_.-]+$", var.sources.pinpoint_events.endpoints_table_arn))
    error_message = "sources.pinpoint_events.endpoints_table_arn must be the ARN of a DynamoDB table (arn:aws:dynamodb:<region>:<account>:table/<name>)."
  }
  validation {
    condition     = try(var.sources.pinpoint_events.kms_key_arn, null) == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.sources.pinpoint_events.kms_key_arn))
    error_message = "sources.pinpoint_events.kms_key_arn must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not an alias or an id."
  }
  validation {
    condition     = try(var.sources.pinpoint_events.endpoints_table_kms_key_arn, null) == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.sources.pinpoint_events.endpoints_table_kms_key_arn)) && var.sources.pinpoint_events.endpoints_table_arn != null
    error_message = "sources.pinpoint_events.endpoints_table_kms_key_arn must be the ARN of the KMS key (arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id) of the table endpoints_table_arn, and needs that table."
  }

  # connect_journey
  validation {
    condition     = var.sources.connect_journey == null ? true : can(regex("^arn:[^:]+:connect:[^:]+:[0-9]{12}:instance/[0-9A-Za-z-]+$", var.sources.connect_journey.instance_arn))
    error_message = "sources.connect_journey.instance_arn must be the ARN of a Connect instance (arn:aws:connect:<region>:<account>:instance/<id>)."
  }

  # ses
  validation {
    condition = try(length(var.sources.ses.configuration_sets), 1) > 0 && alltrue([
      for name in try(var.sources.ses.configuration_sets, []) : name == null ? false : can(regex("^[0-9A-Za-z_-]{1,64}$", name))
    ])
    error_message = "sources.ses.configuration_sets must list at least one configuration set by its name, such as [\"journeys\"]: else emails of other systems would count."
  }
  validation {
    condition     = try(length(var.sources.ses.events), 1) > 0 && length(setsubtract(try(var.sources.ses.events, []), ["Click", "Open"])) == 0
    error_message = "sources.ses.events must be [\"Click\"], [\"Open\"] or both: other events of an email are no interactions."
  }

  # sms
  validation {
    condition     = var.sources.sms == null ? true : contains(try(keys(var.sources.sms.topic_arns), []), "events")
    error_message = "sources.sms.topic_arns must have the key \"events\", with the topic of the messages' events: they alone tell whom a message went to, and without them no reply or feedback can be recorded."
  }
  validation {
    condition = alltrue([
      for arn in try(values(var.sources.sms.topic_arns), []) : arn == null ? false : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:[0-9A-Za-z_-]+$", arn))
    ])
    error_message = "sources.sms.topic_arns must hold ARNs of SNS topics, such as { events = \"arn:aws:sns:<region>:<account>:<name>\" }."
  }

  # journey_touch
  validation {
    condition     = try(var.sources.journey_touch.event_bus_name, null) == null ? true : can(regex("^[0-9A-Za-z_./-]{1,256}$", var.sources.journey_touch.event_bus_name))
    error_message = "sources.journey_touch.event_bus_name must be the name of an event bus, such as \"default\", not its ARN."
  }
  validation {
    condition     = try(var.sources.journey_touch.event_bus_name, null) == null ? true : length(var.sources.journey_touch.event_sources) > 0
    error_message = "sources.journey_touch.event_sources must say whose events count on the bus event_bus_name, such as [\"shop.newsletter\"]: another deployment on that bus must not take them as well."
  }
  validation {
    condition = alltrue([
      for name in try(var.sources.journey_touch.event_sources, []) : name == null ? false : can(regex("^\\S{1,256}$", name)) && !startswith(name, "aws.")
    ])
    error_message = "sources.journey_touch.event_sources must be the values of the field \"source\" that the senders set, such as [\"shop.newsletter\"]; \"aws.\" belongs to AWS."
  }

  # direct
  validation {
    condition     = try(var.sources.direct.s3_bucket, null) == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.sources.direct.s3_bucket))
    error_message = "sources.direct.s3_bucket must be the name of an S3 bucket, not its ARN."
  }
  validation {
    condition     = try(var.sources.direct.s3_prefix, "") == "" ? true : can(regex("^[^/*?$][^*?$]*/$", var.sources.direct.s3_prefix))
    error_message = "sources.direct.s3_prefix must be empty or end, and not begin, with a slash, such as \"touches/\", without *, ? and $."
  }
  validation {
    condition     = try(var.sources.direct.s3_prefix, "") == "" ? true : var.sources.direct.s3_bucket != null
    error_message = "sources.direct.s3_prefix is of no use without sources.direct.s3_bucket: set both, or neither."
  }
}
