# Where the events come from: a configuration set that is made here, or one that exists.

locals {
  matching_event_types = sort(tolist(var.matching_event_types))
}

# The provider has no event destination of this service, CloudFormation has it as a part of the set only:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-smsvoice-configurationset.html
resource "aws_cloudformation_stack" "configuration_set" {
  count = var.create_configuration_set ? 1 : 0

  name = "${var.name_prefix}-sms-configuration-set"
  tags = var.tags

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "Configuration set of ${var.name_prefix}, with its events in a lake"
    Resources = {
      ConfigurationSet = {
        Type = "AWS::SMSVOICE::ConfigurationSet"
        Properties = {
          ConfigurationSetName = var.configuration_set_name
          EventDestinations = [{
            EventDestinationName = var.event_destination_name
            Enabled              = true
            MatchingEventTypes   = local.matching_event_types
            KinesisFirehoseDestination = {
              DeliveryStreamArn = module.lake.firehose_arns["sms"]
              IamRoleArn        = aws_iam_role.events.arn
            }
          }]
        }
      }
    }
  })

  # The service tries the role when the destination is made.
  depends_on = [aws_iam_role_policy.events]
}

check "events_arrive" {
  assert {
    condition     = var.create_configuration_set || var.event_destination_added
    error_message = "No event arrives until ${var.configuration_set_name}, which exists already, has the event destination ${var.event_destination_name}: Terraform cannot add it to a set that it did not make. Add it by the command in the module's README, or where the set is managed, from the output event_destination; then set event_destination_added = true."
  }
}
