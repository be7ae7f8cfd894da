# The internal building block for lakes: names, switches, and that one value says where a stream's objects are.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  database_name = "shop_analytics"
  streams = {
    ledger = {
      table = {
        name    = "ledger"
        comment = "Every change of the touches"
        prefix  = "ledger/"
        columns = [
          { name = "entry_id", type = "string", comment = "one for each change" },
          { name = "attributes", type = "map<string,string>", comment = "what else is known" },
        ]
      }
    }
  }
}

run "defaults" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  assert {
    condition     = module.bucket.bucket == "journey-attribution-lake-111122223333-eu-west-1" && !var.force_destroy
    error_message = "The bucket has a name that is free everywhere, and is not destroyed with data in it: ${module.bucket.bucket}"
  }
  assert {
    condition = jsonencode({ for id, rule in local.lifecycle_rules : id => [rule.prefix, rule.expiration_days] if id != "all" }) == jsonencode({
      errors          = ["errors/", 730]
      "events-ledger" = ["ledger/", 730]
      results         = ["results/", 14]
    })
    error_message = "Events, errors and results end, and nothing under config/: ${jsonencode(local.lifecycle_rules)}"
  }
  assert {
    condition     = local.lifecycle_rules["all"].noncurrent_days == 7 && local.lifecycle_rules["all"].abort_days == 7
    error_message = "What was deleted must be gone after a week."
  }

  # One value says where objects go and where they are looked for.
  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].prefix == "ledger/!{timestamp:yyyy/MM/dd/HH}/"
    error_message = "Objects go elsewhere: ${aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].prefix}"
  }
  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].error_output_prefix == "errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/"
    error_message = "The errors of a lake's only stream are right under errors/."
  }
  assert {
    condition     = aws_glue_catalog_table.stream["ledger"].storage_descriptor[0].location == "s3://journey-attribution-lake-111122223333-eu-west-1/ledger/"
    error_message = "The table is elsewhere: ${aws_glue_catalog_table.stream["ledger"].storage_descriptor[0].location}"
  }
  assert {
    condition = jsonencode(aws_glue_catalog_table.stream["ledger"].parameters) == jsonencode({
      EXTERNAL                            = "TRUE"
      classification                      = "parquet"
      "projection.datehour.format"        = "yyyy/MM/dd/HH"
      "projection.datehour.interval"      = "1"
      "projection.datehour.interval.unit" = "HOURS"
      "projection.datehour.range"         = "2024/01/01/00,NOW"
      "projection.datehour.type"          = "date"
      "projection.enabled"                = "true"
      "storage.location.template"         = "s3://journey-attribution-lake-111122223333-eu-west-1/ledger/$${datehour}/"
    })
    error_message = "Partitions are not projected: ${jsonencode(aws_glue_catalog_table.stream["ledger"].parameters)}"
  }
  assert {
    condition     = join(",", aws_glue_catalog_table.stream["ledger"].storage_descriptor[0].columns[*].type) == "string,map<string,string>" && aws_glue_catalog_table.stream["ledger"].partition_keys[0].name == "datehour"
    error_message = "The columns are not the table's."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this["ledger"].name == "journey-attribution-ledger" && aws_cloudwatch_log_group.firehose["ledger"].name == "/aws/kinesisfirehose/journey-attribution-ledger"
    error_message = "The stream or its log has another name."
  }
  assert {
    condition     = aws_iam_role.firehose["ledger"].name == "journey-attribution-ledger-firehose-eu-west-1"
    error_message = "Roles are global, so the Region is in the name."
  }
  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this["ledger"].server_side_encryption[0].key_type == "AWS_OWNED_CMK" && aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].compression_format == "UNCOMPRESSED"
    error_message = "The stream is not encrypted, or Parquet is compressed twice, which Firehose refuses."
  }
  assert {
    condition     = one(one(one(aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].data_format_conversion_configuration[0].input_format_configuration).deserializer).open_x_json_ser_de).case_insensitive
    error_message = "Keys must become lower-case, as the columns are."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.firehose["ledger"].statement[*].sid) == "FindBucket,WriteEvents,WriteOwnLog,ReadTable" && one(data.aws_iam_policy_document.firehose_trust["ledger"].statement[0].condition).variable == "aws:SourceAccount"
    error_message = "Firehose may do something else, or for another account."
  }
  assert {
    condition     = join(" ", sort(data.aws_iam_policy_document.firehose["ledger"].statement[1].resources)) == "arn:aws:s3:::journey-attribution-lake-111122223333-eu-west-1/errors/* arn:aws:s3:::journey-attribution-lake-111122223333-eu-west-1/ledger/*"
    error_message = "Firehose may write elsewhere."
  }

  assert {
    condition     = aws_athena_workgroup.this.name == "journey-attribution-shop_analytics" && aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration && aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 10737418240
    error_message = "The workgroup has another name, or lets queries go their own way."
  }
  assert {
    condition     = aws_athena_workgroup.this.configuration[0].result_configuration[0].output_location == "s3://journey-attribution-lake-111122223333-eu-west-1/results/" && aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_S3"
    error_message = "Results go elsewhere, or are not encrypted."
  }
  assert {
    condition     = jsonencode({ for key, alarm in local.alarms : key => [alarm.metric, alarm.threshold] }) == jsonencode({ "ledger-conversion-failures" = ["FailedConversion.Records", 0], "ledger-delivery-age" = ["DeliveryToS3.DataFreshness", 1860] })
    error_message = "Records that wait or do not fit are not noticed."
  }
  assert {
    condition     = alltrue([for alarm in local.alarms : alarm.dimensions.DeliveryStreamName == "journey-attribution-ledger" && alarm.subject == "journey-attribution-ledger"])
    error_message = "An alarm watches something else."
  }
  assert {
    condition     = output.table_names.ledger == "ledger" && output.firehose_names.ledger == "journey-attribution-ledger" && output.bucket == "journey-attribution-lake-111122223333-eu-west-1" && output.workgroup_name == "journey-attribution-shop_analytics" && output.database_name == "shop_analytics"
    error_message = "Outputs must be by the stream's key, and known at plan."
  }
}

run "a_table_that_receives_nothing_more" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      for key, receives in { history = false, ledger = true } : key => {
        table                        = { name = key, comment = key, prefix = "${key}/", columns = [{ name = "entry_id", type = "string", comment = "" }] }
        receives                     = receives
      }
    }
  }

  assert {
    condition     = join(",", keys(aws_glue_catalog_table.stream)) == "history,ledger" && join(",", keys(aws_kinesis_firehose_delivery_stream.this)) == "ledger" && join(",", keys(aws_iam_role.firehose)) == "ledger" && length([for name in keys(module.alarms.arns) : name if startswith(name, "history")]) == 0
    error_message = "The table stays, and nothing fills or watches it."
  }
  assert {
    condition     = contains([for statement in data.aws_iam_policy_document.consumers.statement : statement.resources if statement.sid == "ReadEvents"][0], "arn:aws:s3:::journey-attribution-lake-111122223333-eu-west-1/history/*") && local.lifecycle_rules["events-history"].prefix == "history/"
    error_message = "What is there already can be read, and ages out."
  }
  assert {
    condition     = startswith(aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].error_output_prefix, "errors/!{")
    error_message = "The errors of the one stream stay right under errors/."
  }
}

run "refuses_only_tables_that_receive_nothing" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      history = {
        table    = { name = "history", comment = "", prefix = "history/", columns = [{ name = "entry_id", type = "string", comment = "" }] }
        receives = false
      }
    }
  }

  expect_failures = [var.streams]
}

run "every_choice" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    name_prefix                    = "shop"
    tags                           = { team = "growth" }
    kms_key_arn                    = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    alarm_topic_arn                = "arn:aws:sns:eu-west-1:111122223333:on-call"
    permissions_boundary_arn       = "arn:aws:iam::111122223333:policy/boundary"
    log_retention_days             = 7
    bucket_name                    = "lake-of-the-shop"
    force_destroy                  = true
    event_retention_days           = 400
    query_result_retention_days    = 3
    bytes_scanned_cutoff_per_query = 10485760
    projection_start               = "2026/11/01/00"
    streams = {
      ledger = {
        table                   = { name = "ledger", comment = "Changes", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] }
        buffer_interval_seconds = 900
        buffer_size_mb          = 64
      }
      app_events = {
        table                  = { name = "raw_events", comment = "As they came", prefix = "events/", columns = [{ name = "id", type = "string", comment = "" }] }
        parquet                = false
        buffer_size_mb         = 1
        transform_function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:mask"
      }
    }
    config_tables = {
      journey_costs = { name = "journey_costs", comment = "What journeys cost", prefix = "config/journey_costs/", columns = [{ name = "cost", type = "string", comment = "a number" }] }
    }
  }

  assert {
    condition     = module.bucket.bucket == "lake-of-the-shop" && output.bucket == "lake-of-the-shop"
    error_message = "The bucket is another one."
  }
  assert {
    condition     = join(" ", [for stream in aws_kinesis_firehose_delivery_stream.this : split("!", stream.extended_s3_configuration[0].error_output_prefix)[0]]) == "errors/app_events/ errors/ledger/"
    error_message = "Several streams have a place for errors each."
  }
  assert {
    condition = alltrue([
      for stream in aws_kinesis_firehose_delivery_stream.this :
      stream.server_side_encryption[0].key_type == "CUSTOMER_MANAGED_CMK" && stream.server_side_encryption[0].key_arn == var.kms_key_arn && stream.extended_s3_configuration[0].kms_key_arn == var.kms_key_arn
    ])
    error_message = "The key encrypts all streams and what they write."
  }
  assert {
    condition     = aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].kms_key_arn == var.kms_key_arn && alltrue([for group in aws_cloudwatch_log_group.firehose : group.kms_key_id == var.kms_key_arn && group.retention_in_days == 7])
    error_message = "The key encrypts results and logs."
  }
  assert {
    condition     = length(aws_kinesis_firehose_delivery_stream.this["app_events"].extended_s3_configuration[0].data_format_conversion_configuration) == 0 && aws_kinesis_firehose_delivery_stream.this["app_events"].extended_s3_configuration[0].compression_format == "GZIP"
    error_message = "Without Parquet, records are stored as they come, compressed."
  }
  assert {
    condition     = aws_glue_catalog_table.stream["app_events"].storage_descriptor[0].ser_de_info[0].serialization_library == "org.openx.data.jsonserde.JsonSerDe" && aws_glue_catalog_table.stream["app_events"].storage_descriptor[0].ser_de_info[0].parameters["ignore.malformed.json"] == "true" && aws_glue_catalog_table.stream["app_events"].parameters.classification == "json"
    error_message = "One broken line must not fail every query."
  }
  assert {
    condition     = jsonencode({ for parameter in one(aws_kinesis_firehose_delivery_stream.this["app_events"].extended_s3_configuration[0].processing_configuration).processors[0].parameters : parameter.parameter_name => parameter.parameter_value }) == jsonencode({ LambdaArn = "arn:aws:lambda:eu-west-1:111122223333:function:mask:$LATEST", NumberOfRetries = "10" }) && length(aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].processing_configuration) == 0
    error_message = "The function changes the records of its stream only, and is tried more than three times."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.firehose["app_events"].statement[*].sid) == "FindBucket,WriteEvents,WriteOwnLog,TransformRecords,UseKey" && join(",", data.aws_iam_policy_document.firehose["ledger"].statement[*].sid) == "FindBucket,WriteEvents,WriteOwnLog,ReadTable,UseKey"
    error_message = "A stream may do what another one needs."
  }
  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this["ledger"].extended_s3_configuration[0].buffering_interval == 900 && aws_kinesis_firehose_delivery_stream.this["app_events"].extended_s3_configuration[0].buffering_size == 1
    error_message = "Streams collect for another time."
  }
  assert {
    condition     = aws_glue_catalog_table.config["journey_costs"].storage_descriptor[0].location == "s3://lake-of-the-shop/config/journey_costs/" && aws_glue_catalog_table.config["journey_costs"].parameters["skip.header.line.count"] == "1" && length(aws_glue_catalog_table.config["journey_costs"].partition_keys) == 0
    error_message = "The table of costs is elsewhere, or takes the header for costs."
  }
  assert {
    condition     = jsonencode({ for id, rule in local.lifecycle_rules : id => rule.expiration_days if id != "all" }) == jsonencode({ errors = 400, "events-app_events" = 400, "events-ledger" = 400, results = 3 })
    error_message = "Events or results are kept for another time."
  }
  assert {
    condition     = aws_glue_catalog_table.stream["ledger"].parameters["projection.datehour.range"] == "2026/11/01/00,NOW" && aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 10485760
    error_message = "Queries look into other hours, or further."
  }
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "app_events-delivery-age,app_events-transform-failures,ledger-conversion-failures,ledger-delivery-age"
    error_message = "An alarm is missing: ${join(",", keys(module.alarms.arns))}"
  }
  assert {
    condition     = join(" ", [for alarm in [local.alarms["app_events-transform-failures"]] : "${alarm.statistic} ${alarm.metric} ${alarm.comparison} ${alarm.threshold}"]) == "Average ExecuteProcessing.Success LessThanThreshold 1"
    error_message = "A function that fails must be noticed: its records are not in the table."
  }
  assert {
    condition     = aws_athena_workgroup.this.name == "shop-analytics"
    error_message = "The prefix that the database has too is there once: ${aws_athena_workgroup.this.name}"
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.firehose : role.permissions_boundary == var.permissions_boundary_arn])
    error_message = "A role has no boundary."
  }
  assert {
    condition = alltrue(flatten([
      [for tags in [aws_glue_catalog_database.this.tags, aws_athena_workgroup.this.tags] : tags.team == "growth"],
      [for stream in aws_kinesis_firehose_delivery_stream.this : stream.tags.team == "growth"],
      [for role in aws_iam_role.firehose : role.tags.team == "growth"],
      [for group in aws_cloudwatch_log_group.firehose : group.tags.team == "growth"],
    ]))
    error_message = "A resource lacks the tags."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.consumers.statement[*].sid) == "Query,ReadCatalog,FindBucket,ReadEvents,WriteResults,UseKey" && join(" ", sort(data.aws_iam_policy_document.consumers.statement[3].resources)) == "arn:aws:s3:::lake-of-the-shop/config/* arn:aws:s3:::lake-of-the-shop/events/* arn:aws:s3:::lake-of-the-shop/ledger/*"
    error_message = "Who asks questions reads events and settings, and no errors."
  }
}

run "long_names" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    name_prefix   = "a234567890123456789012345678901"
    database_name = "a2345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
    streams = {
      "s2345678901234567890123456789012" = { table = { name = "a", comment = "", prefix = "a/", columns = [{ name = "id", type = "string", comment = "" }] } }
      "s2345678901234567890123456789013" = { table = { name = "b", comment = "", prefix = "b/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
  }

  assert {
    condition     = local.names["firehose/s2345678901234567890123456789012"] == "a234567890123456789012345678901-s2345678901234567890123456789012"
    error_message = "A name of 64 characters stays whole."
  }
  assert {
    condition     = alltrue([for what, name in local.names : length(name) <= local.full_names[what].longest]) && length(distinct(values(local.names))) == length(local.names)
    error_message = "Names are cut at the services' limits, and stay distinct: ${jsonencode(local.names)}"
  }
  assert {
    condition     = length(aws_athena_workgroup.this.name) == 128 && startswith(aws_athena_workgroup.this.name, "a234567890123456789012345678901-a2345")
    error_message = "The workgroup's name is cut at 128 characters: ${aws_athena_workgroup.this.name}"
  }
  assert {
    condition     = length(local.names["role/s2345678901234567890123456789012"]) == 64
    error_message = "Roles have 64 characters at most."
  }
}
