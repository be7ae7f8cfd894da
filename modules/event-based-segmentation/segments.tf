# Segments of Customer Profiles, where they are asked for. The provider has none, CloudFormation has:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-customerprofiles-segmentdefinition.html

locals {
  segments = {
    for segment in var.segment_definitions : segment.name => {
      DomainName  = var.profiles_domain_name
      DisplayName = coalesce(segment.display_name, segment.name)
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
  # AWS makes another segment where anything of one changes, and CloudFormation refuses that under a name that is taken:
  # so a hash of the definition is part of the name, which is cut to the 64 characters that it may have.
  segment_hashes = { for name, properties in local.segments : name => sha256(jsonencode([name, properties])) }
  segment_names  = { for name, hash in local.segment_hashes : name => "${substr(name, 0, 55)}-${substr(hash, 0, 8)}" }
}

resource "aws_cloudformation_stack" "segments" {
  count = length(var.segment_definitions) == 0 ? 0 : 1

  name = "${var.name_prefix}-segments"
  tags = var.tags

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "Segments that follow the attributes of ${var.name_prefix}"
    Resources = {
      # A logical id has letters and digits only.
      for name, properties in local.segments : "Segment${substr(local.segment_hashes[name], 0, 16)}" => {
        Type       = "AWS::CustomerProfiles::SegmentDefinition"
        Properties = merge(properties, { SegmentDefinitionName = local.segment_names[name] })
      }
    }
  })
}
