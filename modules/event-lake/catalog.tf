resource "aws_glue_catalog_database" "this" {
  name        = var.database_name
  description = "Events of ${var.name_prefix}"
  tags        = var.tags
}

locals {
  parquet = {
    classification = "parquet"
    input          = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output         = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    library        = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    parameters     = { "serialization.format" = "1" }
  }
  text = {
    input  = "org.apache.hadoop.mapred.TextInputFormat"
    output = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
  }
  json = merge(local.text, {
    classification = "json"
    library        = "org.openx.data.jsonserde.JsonSerDe"
    # A line that is no JSON becomes a row of nulls, where it would fail every query:
    # https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
    parameters = { "ignore.malformed.json" = "true" }
  })
}

resource "aws_glue_catalog_table" "stream" {
  for_each = var.streams

  database_name = aws_glue_catalog_database.this.name
  name          = each.value.table.name
  description   = each.value.table.comment
  table_type    = "EXTERNAL_TABLE"

  # No hour is ever registered. Its range includes both ends, and NOW is in UTC, so the running hour is read:
  # https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
  parameters = {
    "EXTERNAL"                          = "TRUE"
    "classification"                    = each.value.parquet ? local.parquet.classification : local.json.classification
    "projection.enabled"                = "true"
    "projection.datehour.type"          = "date"
    "projection.datehour.format"        = "yyyy/MM/dd/HH"
    "projection.datehour.interval"      = "1"
    "projection.datehour.interval.unit" = "HOURS"
    "projection.datehour.range"         = "${var.projection_start},NOW"
    "storage.location.template"         = "s3://${local.names["bucket"]}/${each.value.table.prefix}$${datehour}/"
  }

  partition_keys {
    name    = "datehour"
    type    = "string"
    comment = "hour of arrival in UTC, as yyyy/MM/dd/HH"
  }

  storage_descriptor {
    location      = "s3://${local.names["bucket"]}/${each.value.table.prefix}"
    input_format  = each.value.parquet ? local.parquet.input : local.json.input
    output_format = each.value.parquet ? local.parquet.output : local.json.output

    ser_de_info {
      serialization_library = each.value.parquet ? local.parquet.library : local.json.library
      parameters            = each.value.parquet ? local.parquet.parameters : local.json.parameters
    }

    dynamic "columns" {
      for_each = each.value.table.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}

resource "aws_glue_catalog_table" "config" {
  for_each = var.config_tables

  database_name = aws_glue_catalog_database.this.name
  name          = each.value.name
  description   = each.value.comment
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    "EXTERNAL"               = "TRUE"
    "classification"         = "csv"
    "skip.header.line.count" = "1"
  }

  storage_descriptor {
    location      = "s3://${local.names["bucket"]}/${each.value.prefix}"
    input_format  = local.text.input
    output_format = local.text.output

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
      parameters            = { separatorChar = ",", quoteChar = "\"", escapeChar = "\\" }
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }

  lifecycle {
    precondition {
      condition     = !contains([for stream in values(var.streams) : stream.table.name], each.value.name)
      error_message = "config_tables.${each.key} has the name of a stream's table: give one of them another name."
    }
  }
}
