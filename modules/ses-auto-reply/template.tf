# What is answered. An inline template is kept in SES, as an environment of Lambda has 4 KB and a template may have more.

locals {
  of_pinpoint   = var.template_source == "pinpoint"
  template_name = var.template_source == "inline" ? aws_ses_template.inline[0].name : var.template_name
}

resource "aws_ses_template" "inline" {
  count = var.template_source == "inline" ? 1 : 0

  name    = "${var.name_prefix}-auto-reply"
  subject = var.inline_template.subject
  html    = var.inline_template.html
  text    = var.inline_template.text
}

check "pinpoint_end_of_support" {
  assert {
    condition     = !local.of_pinpoint
    error_message = "AWS ended support for Amazon Pinpoint on 2026-10-30, and its templates may be gone: copy the template to SES, and use template_source \"ses\" or \"inline\"."
  }
}
