# Where the events come from: configuration sets, of which one may be made here.

resource "aws_sesv2_configuration_set" "new" {
  count = var.new_configuration_set_name == null ? 0 : 1

  configuration_set_name = var.new_configuration_set_name
  tags                   = var.tags
}

locals {
  configuration_sets = merge(
    { for name in var.configuration_set_names : name => name },
    { for set in aws_sesv2_configuration_set.new : var.new_configuration_set_name => set.configuration_set_name },
  )
}

resource "aws_sesv2_configuration_set_event_destination" "lake" {
  for_each = local.configuration_sets

  configuration_set_name = each.value
  event_destination_name = var.event_destination_name

  event_destination {
    enabled              = true
    matching_event_types = var.matching_event_types

    kinesis_firehose_destination {
      delivery_stream_arn = module.lake.firehose_arns["ses"]
      iam_role_arn        = aws_iam_role.events.arn
    }
  }

  # SES tries the role when the destination is made.
  depends_on = [aws_iam_role_policy.events]
}
