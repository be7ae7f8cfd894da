# Views as Athena itself keeps them in the Glue catalog, so that they are there without a query at deployment.

locals {
  # A type by its grammar: simple; an array or a map of simple ones; an array or a map of those.
  simple_pattern = "(?:varchar|bigint|double|boolean|date|timestamp\\(3\\))"
  nested_pattern = "(?:${local.simple_pattern}|array\\(${local.simple_pattern}\\)|map\\(${local.simple_pattern}, ${local.simple_pattern}\\))"
  type_pattern   = "(?:${local.nested_pattern}|array\\(${local.nested_pattern}\\)|map\\(${local.simple_pattern}, ${local.nested_pattern}\\))"

  # In the catalog a column has the type that Hive would call it: only two words and the brackets differ.
  hive_types = {
    for type in distinct(flatten([for view in values(var.views) : view.columns[*].type])) :
    type => replace(replace(replace(replace(replace(type, "timestamp(3)", "timestamp"), "varchar", "string"), "(", "<"), ")", ">"), ", ", ",")
  }
}

# https://github.com/trinodb/trino/blob/master/plugin/trino-hive/src/main/java/io/trino/plugin/hive/ViewReaderUtil.java
resource "aws_glue_catalog_table" "view" {
  for_each = var.views

  database_name      = var.database_name
  name               = each.key
  table_type         = "VIRTUAL_VIEW"
  view_expanded_text = "/* Presto View */"
  view_original_text = "/* Presto View: ${base64encode(jsonencode({
    originalSql = each.value.sql
    catalog     = "awsdatacatalog"
    schema      = var.database_name
    columns     = each.value.columns
  }))} */"

  parameters = {
    presto_view = "true"
    comment     = "Presto View"
  }

  storage_descriptor {
    # Nothing reads it, but without one Athena refuses the view:
    # https://github.com/hashicorp/terraform-provider-aws/issues/28517
    ser_de_info {
      name                  = "-"
      serialization_library = "-"
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = local.hive_types[columns.value.type]
      }
    }
  }
}
