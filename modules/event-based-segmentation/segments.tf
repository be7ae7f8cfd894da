# Segments of Customer Profiles, where they are asked for. The provider has none, CloudFormation has:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-customerprofiles-segmentdefinition.html

resource "aws_cloudformation_stack" "segments" {
  count = length(var.segment_definitions) == 0 ? 0 : 1

  name = "${var.name_prefix}-segments"
  tags = var.tags

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "Segments that follow the attributes of ${var.name_prefix}"
    Resources = {
      # A logical id has letters and digits only.
      for segment in var.segment_definitions : "Segment${substr(sha256(segment.name), 0, 16)}" => {
        Type = "AWS::CustomerProfiles::SegmentDefinition"
        Properties = {
          DomainName            = var.profiles_domain_name
          SegmentDefinitionName = segment.name
          DisplayName           = coalesce(segment.display_name, segment.name)
          SegmentGroups = {
            Include = "ALL"
            Groups = [{
              Type = "ALL"
              # One for each attribute, so that all of them must be as they say.
              Dimensions = [for attribute, condition in segment.attributes : {
                ProfileAttributes = { Attributes = { (attribute) = { DimensionType = condition.dimension, Values = condition.values } } }
              }]
            }]
          }
        }
      }
    }
  })
}
