# Who may send: to the queue, and to the dead letters what could not be delivered to it.

locals {
  # By names that are distinct among all queues of a deployment.
  fed_queues = length(var.senders) == 0 ? {} : {
    (var.purpose)                 = { arn = aws_sqs_queue.this.arn, url = aws_sqs_queue.this.url }
    "${var.purpose}-dead-letters" = { arn = module.dead_letters.queue_arn, url = module.dead_letters.queue_url }
  }
}

# An ARN holds its account, so nobody elsewhere is let in.
data "aws_iam_policy_document" "senders" {
  for_each = local.fed_queues

  dynamic "statement" {
    for_each = var.senders

    content {
      sid       = "From${title(statement.key)}"
      actions   = ["sqs:SendMessage"]
      resources = [each.value.arn]

      principals {
        type        = "Service"
        identifiers = ["${statement.key}.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = statement.value.arns
      }
    }
  }
}

resource "aws_sqs_queue_policy" "senders" {
  for_each = local.fed_queues

  queue_url = each.value.url
  policy    = data.aws_iam_policy_document.senders[each.key].json
}
