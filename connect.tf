# Who may call the tagging function: the journeys of one Amazon Connect instance.

locals {
  # AWS names the principal of outbound campaigns; traced calls came from Connect's own. Which ARN outbound
  # campaigns present was never confirmed: limit_to_instance leaves it open, within the account.
  connect_callers = {
    for name, caller in {
      campaigns = { principal = "connect-campaigns.amazonaws.com", limited = try(var.sources.connect_journey.limit_to_instance, true) }
      instance  = { principal = "connect.amazonaws.com", limited = true }
    } : name => caller if var.sources.connect_journey != null
  }
  longest_function_arn_of_connect = 140
}

resource "aws_lambda_permission" "connect" {
  for_each = local.connect_callers

  statement_id   = "connect-${each.key}"
  action         = "lambda:InvokeFunction"
  function_name  = module.function["tagging"].function_name
  principal      = each.value.principal
  source_arn     = each.value.limited ? var.sources.connect_journey.instance_arn : null
  source_account = local.account_id

  lifecycle {
    precondition {
      condition     = startswith(var.sources.connect_journey.instance_arn, "arn:${local.partition}:connect:${local.region}:${local.account_id}:")
      error_message = "sources.connect_journey.instance_arn is ${var.sources.connect_journey.instance_arn}: the instance must be in this module's Region and account, ${local.region} and ${local.account_id}. Deploy where the instance is."
    }
    precondition {
      condition     = length(module.function["tagging"].function_arn) <= local.longest_function_arn_of_connect
      error_message = "Connect takes a function's ARN of at most ${local.longest_function_arn_of_connect} characters, and that of the tagging function has ${length(module.function["tagging"].function_arn)}: choose a shorter name_prefix."
    }
  }
}
