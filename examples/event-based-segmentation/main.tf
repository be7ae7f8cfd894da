# Who sends what: SES tells of opened mail of a configuration set; your applications tell of what people do there.
# To set up there: name the set in each send call; put events as "shop.web" on the default bus, or into the stream.
# What arrives: attributes of whoever it was, in the domain of Customer Profiles; segments that filter on them follow.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Region and credentials come from the environment, as they should in a platform repository.
provider "aws" {}

# Of an Amazon Connect instance you have one already: name it instead.
resource "aws_customerprofiles_domain" "contacts" {
  domain_name             = "shop-segments"
  default_expiration_days = 366
}

resource "aws_sesv2_email_identity" "news" {
  email_identity = "segments.shop.example"
}

resource "aws_sesv2_configuration_set" "news" {
  configuration_set_name = "shop-segments-news"
}

module "segmentation" {
  source = "../../modules/event-based-segmentation"

  name_prefix             = "shop-segments"
  profiles_domain_name    = aws_customerprofiles_domain.contacts.domain_name
  configuration_set_names = [aws_sesv2_configuration_set.news.configuration_set_name]
  custom_event_source     = "shop.web"
  kinesis_enabled         = true

  rules = [
    {
      name       = "opened-email"
      event_type = "_email.open"
      match      = { "open.isBotEvent" = "Unlikely" }
      action     = "set"
      attribute  = "opened_email"
      value      = "true"
      ttl_days   = 90
    },
    {
      name       = "opens"
      event_type = "_email.open"
      match      = { "open.isBotEvent" = "Unlikely" }
      action     = "increment"
      attribute  = "opens"
    },
    {
      name       = "registered-for-webinar"
      event_type = "registered_for_webinar"
      action     = "set"
      attribute  = "webinar_registration"
      value      = "webinar{number}"
    },
    {
      name       = "cancelled-webinar"
      event_type = "cancelled_webinar"
      action     = "remove"
      attribute  = "webinar_registration"
    },
  ]
}

output "configuration_set_name" {
  description = "Name of the configuration set to name in each send call."
  value       = aws_sesv2_configuration_set.news.configuration_set_name
}

output "domain_name" {
  description = "Name of the domain of Customer Profiles."
  value       = aws_customerprofiles_domain.contacts.domain_name
}

output "function_name" {
  description = "Name of the function that turns events into attributes."
  value       = module.segmentation.function_name
}

output "queue_arn" {
  description = "ARN of the queue of events from EventBridge."
  value       = module.segmentation.queue_arn
}

output "dlq_arn" {
  description = "ARN of the queue of dead letters."
  value       = module.segmentation.dlq_arn
}

output "stream_arn" {
  description = "ARN of the Kinesis stream, for applications that put many events."
  value       = module.segmentation.stream_arn
}
