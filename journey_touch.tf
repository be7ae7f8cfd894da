# Journey Touch: the event by which any other system tells that a customer met a journey.

locals {
  own_event_bus_wanted = var.sources.journey_touch != null && try(var.sources.journey_touch.event_bus_name, null) == null

  journey_touch_rule = var.sources.journey_touch == null ? null : {
    description    = "Events \"Journey Touch\" for ${var.name_prefix}"
    event_bus_name = local.own_event_bus_wanted ? aws_cloudwatch_event_bus.this[0].name : var.sources.journey_touch.event_bus_name
    event_pattern = jsonencode(merge(
      { "detail-type" = ["Journey Touch"] },
      length(var.sources.journey_touch.event_sources) == 0 ? {} : { source = sort(var.sources.journey_touch.event_sources) },
    ))
  }
}

resource "aws_cloudwatch_event_bus" "this" {
  count = local.own_event_bus_wanted ? 1 : 0

  name               = var.name_prefix
  description        = "Events \"Journey Touch\" for ${var.name_prefix}"
  kms_key_identifier = var.kms_key_arn
  tags               = var.tags

  # Events that the key keeps from being encrypted or read.
  dynamic "dead_letter_config" {
    for_each = var.kms_key_arn == null ? [] : [1]

    content {
      arn = aws_sqs_queue.dead_letters.arn
    }
  }
}
