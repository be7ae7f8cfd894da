# Where an event lies when three calls could not answer its mail.

module "dead_letters" {
  source = "../dead-letters"

  names_begin = var.name_prefix
  names_end   = "auto-reply-dead-letters"
  what        = "mail was not answered, as three calls failed; the events wait for 14 days"

  tags            = var.tags
  kms_key_arn     = var.kms_key_arn
  alarm_topic_arn = var.alarm_topic_arn
}

moved {
  from = aws_sqs_queue.dead_letters
  to   = module.dead_letters.aws_sqs_queue.this
}

moved {
  from = module.alarms
  to   = module.dead_letters.module.alarms
}
