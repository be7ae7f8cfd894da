# Who may call the tagging function: the journeys and campaigns of one Pinpoint project.

locals {
  pinpoint_application_arn = "arn:${local.partition}:mobiletargeting:${local.region}:${local.account_id}:apps/${coalesce(var.pinpoint_application_id, "none")}"

  # AWS documents the regional principal; journeys are also seen with the global one. Which of them a
  # journey uses is nowhere stated, so both are allowed, each for this project and account only.
  pinpoint_principals = {
    global   = "pinpoint.amazonaws.com"
    regional = "pinpoint.${local.region}.amazonaws.com"
  }
  pinpoint_callers = {
    for pair in setproduct(keys(local.pinpoint_principals), ["campaigns", "journeys"]) : "${pair[1]}-${pair[0]}" => {
      principal  = local.pinpoint_principals[pair[0]]
      source_arn = "${local.pinpoint_application_arn}/${pair[1]}/*"
    }
    if var.pinpoint_application_id != null && (pair[1] == "journeys" ? var.sources.pinpoint_journey : var.sources.pinpoint_campaign)
  }
}

resource "aws_lambda_permission" "pinpoint" {
  for_each = local.pinpoint_callers

  statement_id   = "pinpoint-${each.key}"
  action         = "lambda:InvokeFunction"
  function_name  = module.function["tagging"].function_name
  principal      = each.value.principal
  source_arn     = each.value.source_arn
  source_account = local.account_id
}
