# The inbox: a queue for payloads that nobody waits for, from EventBridge and SNS. Which of them is said in the
# files of the sources; how they get here, and to the tagging function, stands here. Lost batches of Pinpoint's
# event stream come back through it, when somebody redrives them.

locals {
  inbox_wanted = local.kinesis_wanted || var.sources.ses != null || var.sources.sms != null || var.sources.journey_touch != null

  # Name -> bus and pattern of a rule that delivers here.
  inbox_rules = {
    for name, rule in {
      journey-touch = local.journey_touch_rule
      ses           = local.ses_rule
      sms-feedback  = local.sms_feedback_rule
    } : name => rule if rule != null
  }

  longest_event_pattern = 2048 # AWS's default quota

  # Queue -> service -> the rules, buses and topics through which it may send: to the inbox, and to the dead
  # letters what it could not deliver. An ARN holds its account, so nobody elsewhere is let in.
  inbox_rule_arns = [for rule in aws_cloudwatch_event_rule.inbox : rule.arn]
  senders = {
    for queue, services in {
      dead_letters = { events = concat(local.inbox_rule_arns, aws_cloudwatch_event_bus.this[*].arn), sns = values(local.sms_topic_arns) }
      inbox        = { events = local.inbox_rule_arns, sns = values(local.sms_topic_arns) }
    } : queue => { for service, arns in services : service => arns if length(arns) > 0 } if length(flatten(values(services))) > 0
  }
  fed_queues = { dead_letters = aws_sqs_queue.dead_letters, inbox = one(aws_sqs_queue.inbox[*]) }
}

resource "aws_sqs_queue" "inbox" {
  count = local.inbox_wanted ? 1 : 0

  name                       = "${var.name_prefix}-inbox"
  message_retention_seconds  = local.two_weeks_in_seconds
  visibility_timeout_seconds = 6 * local.tagging_timeout_seconds # as AWS advises for a queue that feeds a function
  kms_master_key_id          = var.kms_key_arn
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  tags                       = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_lambda_event_source_mapping" "inbox" {
  count = local.inbox_wanted ? 1 : 0

  function_name                      = module.function["tagging"].function_arn
  event_source_arn                   = aws_sqs_queue.inbox[0].arn
  batch_size                         = 100
  maximum_batching_window_in_seconds = 1 # the least that AWS takes for batches of more than 10
  function_response_types            = ["ReportBatchItemFailures"]
  tags                               = var.tags

  # What waits here has days; the concurrency of the account is for Pinpoint and Connect, which wait seconds.
  scaling_config {
    maximum_concurrency = 10
  }
}

resource "aws_cloudwatch_event_rule" "inbox" {
  for_each = local.inbox_rules

  name           = "${var.name_prefix}-${each.key}"
  description    = each.value.description
  event_bus_name = each.value.event_bus_name
  event_pattern  = each.value.event_pattern
  tags           = var.tags

  lifecycle {
    precondition {
      condition     = length(each.value.event_pattern) <= local.longest_event_pattern
      error_message = "The event pattern of rule ${var.name_prefix}-${each.key} has ${length(each.value.event_pattern)} characters, and EventBridge takes ${local.longest_event_pattern}: list fewer or shorter names in sources.ses.configuration_sets or sources.journey_touch.event_sources."
    }
  }
}

resource "aws_cloudwatch_event_target" "inbox" {
  for_each = local.inbox_rules

  rule           = aws_cloudwatch_event_rule.inbox[each.key].name
  event_bus_name = aws_cloudwatch_event_rule.inbox[each.key].event_bus_name
  target_id      = "inbox"
  arn            = aws_sqs_queue.inbox[0].arn

  # The longest that EventBridge tries.
  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  depends_on = [aws_sqs_queue_policy.senders]
}

data "aws_iam_policy_document" "senders" {
  for_each = local.senders

  dynamic "statement" {
    for_each = each.value

    content {
      sid       = "From${title(statement.key)}"
      actions   = ["sqs:SendMessage"]
      resources = [local.fed_queues[each.key].arn]

      principals {
        type        = "Service"
        identifiers = ["${statement.key}.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = statement.value
      }
    }
  }
}

resource "aws_sqs_queue_policy" "senders" {
  for_each = local.senders

  queue_url = local.fed_queues[each.key].url
  policy    = data.aws_iam_policy_document.senders[each.key].json
}
