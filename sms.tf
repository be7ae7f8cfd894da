# AWS End User Messaging: what becomes of messages, and replies, from SNS; feedback, from CloudTrail.

locals {
  sms_topic_arns = var.sources.sms == null ? {} : var.sources.sms.topic_arns

  # Feedback has no event of its own: what tells of it is the call, where a trail logs it.
  sms_feedback_rule = !try(var.sources.sms.feedback, false) ? null : {
    description    = "Feedback about text messages, for ${var.name_prefix}"
    event_bus_name = "default"
    event_pattern = jsonencode({
      source        = ["aws.sms-voice"]
      "detail-type" = ["AWS API Call via CloudTrail"]
      detail = {
        eventSource = ["sms-voice.amazonaws.com"]
        eventName   = ["PutMessageFeedback"]
        errorCode   = [{ exists = false }] # a call that was refused says nothing of a customer
      }
    })
  }
}

resource "aws_sns_topic_subscription" "sms" {
  for_each = local.sms_topic_arns

  topic_arn            = each.value
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.inbox[0].arn
  raw_message_delivery = true # the message itself, not an envelope around it

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_letters.arn })

  depends_on = [aws_sqs_queue_policy.senders] # a message that SNS may not deliver yet would be given up
}
