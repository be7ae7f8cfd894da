# Events by EventBridge: of SES, which knows the default bus only, and of your own. Each goes through one rule.

locals {
  # Pinpoint's name of an event -> what SES calls it for its event destinations and on the bus:
  # https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
  email_events = {
    "_email.click"             = { type = "CLICK", detail_type = "Email Clicked" }
    "_email.complaint"         = { type = "COMPLAINT", detail_type = "Email Complaint Received" }
    "_email.delivered"         = { type = "DELIVERY", detail_type = "Email Delivered" }
    "_email.delivery_delay"    = { type = "DELIVERY_DELAY", detail_type = "Email Delivery Delayed" }
    "_email.hardbounce"        = { type = "BOUNCE", detail_type = "Email Bounced" }
    "_email.open"              = { type = "OPEN", detail_type = "Email Opened" }
    "_email.rejected"          = { type = "REJECT", detail_type = "Email Rejected" }
    "_email.rendering_failure" = { type = "RENDERING_FAILURE", detail_type = "Email Rendering Failed" }
    "_email.send"              = { type = "SEND", detail_type = "Email Sent" }
    "_email.softbounce"        = { type = "BOUNCE", detail_type = "Email Bounced" }
    "_email.subscription"      = { type = "SUBSCRIPTION", detail_type = "Email Subscribed" }
    "_email.unsubscribe"       = { type = "SUBSCRIPTION", detail_type = "Email Subscribed" }
  }

  # Only what a rule is about is asked for: most events of an email would be put away unread.
  emails_wanted = [for rule in var.rules : local.email_events[rule.event_type] if contains(keys(local.email_events), rule.event_type)]
  own_wanted    = distinct([for rule in var.rules : rule.event_type if !startswith(rule.event_type, "_")])

  rules_of_events = merge(
    length(var.configuration_set_names) == 0 ? {} : {
      ses = {
        description = "Emails of the configuration sets whose events ${var.name_prefix} turns into attributes"
        pattern = {
          source        = ["aws.ses"]
          "detail-type" = sort(distinct(local.emails_wanted[*].detail_type))
          detail        = { mail = { tags = { "ses:configuration-set" = sort(tolist(var.configuration_set_names)) } } }
        }
      }
    },
    var.custom_event_source == null ? {} : {
      own = {
        description = "Own events that ${var.name_prefix} turns into attributes"
        pattern = {
          source        = [var.custom_event_source]
          "detail-type" = sort(local.own_wanted)
        }
      }
    },
  )
  # Built from names: the queue's policy names the rules, and they are made before their targets.
  rule_arns = [for name in sort(keys(local.rules_of_events)) : "arn:${local.partition}:events:${local.region}:${local.account}:rule/${var.name_prefix}-segment-${name}"]
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules_of_events

  name           = "${var.name_prefix}-segment-${each.key}"
  description    = each.value.description
  event_bus_name = "default"
  event_pattern  = jsonencode(each.value.pattern)
  tags           = var.tags
}

resource "aws_cloudwatch_event_target" "queue" {
  for_each = local.rules_of_events

  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = "default"
  arn            = module.queue.queue_arn

  retry_policy {
    maximum_event_age_in_seconds = min(var.max_event_age_hours, 24) * 3600 # EventBridge keeps none for longer
    maximum_retry_attempts       = 185                                     # its most, and so its age alone ends it
  }

  dead_letter_config {
    arn = module.queue.dlq_arn
  }
}

# Changes nothing else of the sets.
resource "aws_sesv2_configuration_set_event_destination" "bus" {
  for_each = var.configuration_set_names

  configuration_set_name = each.value
  event_destination_name = "${var.name_prefix}-segments"

  event_destination {
    enabled              = true
    matching_event_types = sort(distinct(local.emails_wanted[*].type))

    event_bridge_destination {
      event_bus_arn = "arn:${local.partition}:events:${local.region}:${local.account}:event-bus/default"
    }
  }
}
