resource "aws_kinesis_firehose_delivery_stream" "this" {
  for_each = local.receiving

  name        = local.names["firehose/${each.key}"]
  destination = "extended_s3"
  tags        = var.tags

  server_side_encryption {
    enabled  = true
    key_type = var.kms_key_arn == null ? "AWS_OWNED_CMK" : "CUSTOMER_MANAGED_CMK"
    key_arn  = var.kms_key_arn
  }

  extended_s3_configuration {
    bucket_arn          = module.bucket.bucket_arn
    role_arn            = aws_iam_role.firehose[each.key].arn
    prefix              = "${each.value.table.prefix}!{timestamp:yyyy/MM/dd/HH}/" # in UTC, as the table's partitions
    error_output_prefix = "${local.errors_prefixes[each.key]}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/"
    buffering_interval  = each.value.buffer_interval_seconds
    buffering_size      = each.value.buffer_size_mb
    compression_format  = each.value.parquet ? "UNCOMPRESSED" : "GZIP" # Parquet is compressed inside
    kms_key_arn         = var.kms_key_arn

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.firehose[each.key].name
      log_stream_name = aws_cloudwatch_log_stream.firehose[each.key].name
    }

    dynamic "data_format_conversion_configuration" {
      for_each = each.value.parquet ? [1] : []

      content {
        input_format_configuration {
          deserializer {
            # Keys become lower-case, as Glue's columns are. Those inside of maps do too:
            # https://github.com/rcongiu/Hive-JSON-Serde/issues/236
            open_x_json_ser_de {
              case_insensitive = true
            }
          }
        }

        output_format_configuration {
          serializer {
            parquet_ser_de {
              compression = "SNAPPY"
            }
          }
        }

        schema_configuration {
          role_arn      = aws_iam_role.firehose[each.key].arn
          catalog_id    = local.account
          region        = local.region
          database_name = aws_glue_catalog_table.stream[each.key].database_name
          table_name    = aws_glue_catalog_table.stream[each.key].name
          version_id    = "LATEST"
        }
      }
    }

    dynamic "processing_configuration" {
      for_each = each.value.transform_function_arn == null ? [] : [1]

      content {
        enabled = true

        processors {
          type = "Lambda"

          parameters {
            parameter_name  = "LambdaArn"
            parameter_value = "${each.value.transform_function_arn}:$LATEST"
          }

          # After the last try Firehose leaves the records out of the table; it has 3 unless told otherwise:
          # https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
          parameters {
            parameter_name  = "NumberOfRetries"
            parameter_value = "10"
          }
        }
      }
    }
  }

  # Firehose tries the role when the stream is made.
  depends_on = [aws_iam_role_policy.firehose]
}

resource "aws_cloudwatch_log_group" "firehose" {
  for_each = local.receiving

  name              = "/aws/kinesisfirehose/${local.names["firehose/${each.key}"]}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_stream" "firehose" {
  for_each = local.receiving

  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.firehose[each.key].name
}
