# The internal building block for what is done once: the table as Powertools expects it.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

run "as_powertools_expects_it" {
  command = plan

  module {
    source = "./modules/idempotency-table"
  }

  variables {
    name_prefix = "shop"
    purpose     = "answered-mails"
  }

  assert {
    condition     = aws_dynamodb_table.this.name == "shop-answered-mails" && output.table_name == "shop-answered-mails" && output.table_arn == aws_dynamodb_table.this.arn
    error_message = "The table has another name: ${aws_dynamodb_table.this.name}"
  }
  assert {
    condition     = aws_dynamodb_table.this.hash_key == "id" && join(",", [for attribute in aws_dynamodb_table.this.attribute : "${attribute.name} ${attribute.type}"]) == "id S" && aws_dynamodb_table.this.ttl[0].attribute_name == "expiration" && aws_dynamodb_table.this.ttl[0].enabled
    error_message = "Powertools looks for other attributes."
  }
  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.this.point_in_time_recovery[0].enabled && aws_dynamodb_table.this.server_side_encryption[0].enabled
    error_message = "The table is paid by request, recoverable and encrypted."
  }
  assert {
    condition     = join(",", sort(one(data.aws_iam_policy_document.consumers.statement).actions)) == "dynamodb:DeleteItem,dynamodb:GetItem,dynamodb:PutItem,dynamodb:UpdateItem" && one(one(data.aws_iam_policy_document.consumers.statement).resources) == aws_dynamodb_table.this.arn && one(data.aws_iam_policy_document.consumers.statement).sid == "RememberAnsweredMails"
    error_message = "The function may do something else, or with another table."
  }
}

run "with_a_key_and_tags" {
  command = plan

  module {
    source = "./modules/idempotency-table"
  }

  variables {
    purpose     = "sent"
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    tags        = { team = "growth" }
  }

  assert {
    condition     = aws_dynamodb_table.this.server_side_encryption[0].kms_key_arn == var.kms_key_arn && aws_dynamodb_table.this.tags.team == "growth"
    error_message = "The table is encrypted with another key, or lacks the tags."
  }
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/idempotency-table"
  }

  variables {
    purpose = "Answered mails"
  }

  expect_failures = [var.purpose]
}
