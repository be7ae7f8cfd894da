# What must be true of the user pool before anything is built on it.

locals {
  campaign_attributes = [
    for attribute in data.aws_cognito_user_pool.this.schema_attributes : attribute
    if attribute.name == local.campaign_attribute
  ]
  # Cognito's own default is 2,048 characters. The bound is null where constraints are there but empty.
  campaign_attribute_max_length = coalesce(
    try(tonumber(local.campaign_attributes[0].string_attribute_constraints[0].max_length), null), 2048
  )
}

data "aws_cognito_user_pool" "this" {
  user_pool_id = var.cognito_user_pool_id

  lifecycle {
    postcondition {
      condition     = !var.delivery.attribute || anytrue([for a in self.schema_attributes : a.name == "custom:${var.campaign_attribute}"])
      error_message = <<-EOT
        User pool ${var.cognito_user_pool_id} has no attribute custom:${var.campaign_attribute}. Add it, by a schema block in the pool's aws_cognito_user_pool:
          schema {
            name                     = "${var.campaign_attribute}"
            attribute_data_type      = "String"
            mutable                  = true
            developer_only_attribute = false
            required                 = false
            string_attribute_constraints {
              min_length = 0
              max_length = 256
            }
          }
        or by: aws cognito-idp add-custom-attributes --user-pool-id ${var.cognito_user_pool_id} --custom-attributes 'Name=${var.campaign_attribute},AttributeDataType=String,Mutable=true,StringAttributeConstraints={MinLength=0,MaxLength=256}'
      EOT
    }
    postcondition {
      condition = !var.delivery.attribute || alltrue([
        for a in self.schema_attributes : a.attribute_data_type == "String" if a.name == "custom:${var.campaign_attribute}"
      ])
      error_message = "custom:${var.campaign_attribute} of user pool ${var.cognito_user_pool_id} is not a string. An attribute's type is permanent: add another one of type String and set campaign_attribute to its name."
    }
    postcondition {
      condition = !var.delivery.attribute || alltrue([
        for a in self.schema_attributes : a.mutable if a.name == "custom:${var.campaign_attribute}"
      ])
      error_message = "custom:${var.campaign_attribute} of user pool ${var.cognito_user_pool_id} is not mutable. Mutability is permanent: add another attribute with Mutable=true and set campaign_attribute to its name."
    }
    postcondition {
      condition = !var.delivery.attribute || alltrue([
        for a in self.schema_attributes : coalesce(try(tonumber(a.string_attribute_constraints[0].min_length), null), 0) <= 1
        if a.name == "custom:${var.campaign_attribute}"
      ])
      error_message = "custom:${var.campaign_attribute} of user pool ${var.cognito_user_pool_id} takes no short names: its minimum length is above 1. Length bounds are permanent: add another attribute with MinLength=0 and set campaign_attribute to its name."
    }
    postcondition {
      condition = !var.delivery.attribute || alltrue([
        for a in self.schema_attributes : coalesce(try(tonumber(a.string_attribute_constraints[0].max_length), null), 2048) >= 150
        if a.name == "custom:${var.campaign_attribute}"
      ])
      error_message = "custom:${var.campaign_attribute} of user pool ${var.cognito_user_pool_id} is too short: a journey's name may have 150 characters. Length bounds are permanent: add another attribute with MaxLength=256 and set campaign_attribute to its name."
    }
  }
}

# I7: no user may write the attribute through an app client. The clients to look at are an input, as
# they can only be looked up one by one, and how many there are may not be known yet.

data "aws_cognito_user_pool_clients" "this" {
  user_pool_id = var.cognito_user_pool_id
}

data "aws_cognito_user_pool_client" "app" {
  for_each = var.app_client_ids

  user_pool_id = var.cognito_user_pool_id
  client_id    = each.value
}

locals {
  # A client without a list of its own may write every attribute.
  app_clients_that_may_write = [
    for name, client in data.aws_cognito_user_pool_client.app : name
    if length(client.write_attributes) == 0 || contains(client.write_attributes, local.campaign_attribute)
  ]
  app_clients_not_listed = setsubtract(data.aws_cognito_user_pool_clients.this.client_ids, values(var.app_client_ids))
}

check "app_clients_may_not_write_the_campaign_attribute" {
  assert {
    condition     = length(local.app_clients_that_may_write) == 0
    error_message = "App clients of user pool ${var.cognito_user_pool_id} may write ${local.campaign_attribute}, so that a signed-in user could forge the journey: ${join(", ", local.app_clients_that_may_write)}. Give each of them write_attributes without ${local.campaign_attribute}."
  }
  assert {
    condition     = length(local.app_clients_not_listed) == 0
    error_message = "App clients of user pool ${var.cognito_user_pool_id} may write ${local.campaign_attribute} unless their write_attributes leave it out, and these were not looked at: ${join(", ", local.app_clients_not_listed)}. List them in app_client_ids."
  }
}
