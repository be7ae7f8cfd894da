# Amazon SES: opened and clicked emails, from EventBridge's default bus, the only one that SES knows.

locals {
  ses_detail_types = { Click = "Email Clicked", Open = "Email Opened" }

  ses_rule = var.sources.ses == null ? null : {
    description    = "Opened and clicked emails of the configuration sets of ${var.name_prefix}"
    event_bus_name = "default"
    event_pattern = jsonencode({
      source        = ["aws.ses"]
      "detail-type" = [for event in sort(var.sources.ses.events) : local.ses_detail_types[event]]
      detail        = { mail = { tags = { "ses:configuration-set" = sort(var.sources.ses.configuration_sets) } } }
    })
  }
}
