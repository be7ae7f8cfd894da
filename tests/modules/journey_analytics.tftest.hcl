# From touches to ROI: the ledger's function and stream, the lake it writes to, the settings and the views.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  touches_stream_arn     = "arn:aws:dynamodb:eu-west-1:111122223333:table/shop-touches/stream/2026-11-20T10:00:00.000"
  dependencies_layer_arn = "arn:aws:lambda:eu-west-1:111122223333:layer:shared:7"
}

run "defaults" {
  command = plan

  module {
    source = "./modules/journey-analytics"
  }

  # The stream and who follows it
  assert {
    condition     = aws_lambda_event_source_mapping.ledger.event_source_arn == var.touches_stream_arn && aws_lambda_event_source_mapping.ledger.starting_position == "TRIM_HORIZON"
    error_message = "The ledger begins with what the stream still has."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.ledger.bisect_batch_on_function_error && aws_lambda_event_source_mapping.ledger.maximum_record_age_in_seconds == 43200 && aws_lambda_event_source_mapping.ledger.maximum_retry_attempts == -1 && aws_lambda_event_source_mapping.ledger.batch_size == 500
    error_message = "A batch that fails is halved, and given up for its age alone, while the stream still remembers it."
  }
  assert {
    condition     = aws_sqs_queue.ledger_dead_letters.name == "journey-attribution-ledger-dead-letters" && aws_sqs_queue.ledger_dead_letters.message_retention_seconds == 1209600 && aws_sqs_queue.ledger_dead_letters.sqs_managed_sse_enabled
    error_message = "Lost batches are told in a queue of the module's own."
  }
  assert {
    condition     = join(",", data.aws_iam_policy_document.ledger.statement[*].sid) == "WriteLedger,ReadStream,FindStream,ReportLostBatches"
    error_message = "The function may do more or less: ${join(",", data.aws_iam_policy_document.ledger.statement[*].sid)}"
  }
  assert {
    condition     = one(data.aws_iam_policy_document.ledger.statement[2].resources) == "arn:aws:dynamodb:eu-west-1:111122223333:table/shop-touches/stream/*"
    error_message = "The function may look for streams of the given table only."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.producers.statement).sid == "RecordEvents" && join(",", one(data.aws_iam_policy_document.producers.statement).actions) == "firehose:PutRecordBatch"
    error_message = "The app's users may hand events over and nothing else."
  }

  # The lake
  assert {
    condition     = output.database_name == "journey_attribution_analytics" && output.bucket == "journey-attribution-lake-111122223333-eu-west-1"
    error_message = "The lake is called otherwise: ${output.database_name}, ${output.bucket}"
  }
  assert {
    condition     = output.ledger_stream_name == "journey-attribution-ledger" && output.events_stream_name == "journey-attribution-app-events" && output.ledger_function_name == "journey-attribution-ledger"
    error_message = "A stream or the function is called otherwise."
  }
  assert {
    condition     = alltrue([for stream in local.streams : stream.buffer_interval_seconds == 300 && stream.buffer_size_mb == 128]) && length(local.streams) == 2
    error_message = "Firehose collects for another time: ${jsonencode([for stream in local.streams : stream.buffer_interval_seconds])}"
  }
  assert {
    condition     = aws_s3_object.settings.key == "config/attribution_settings/settings.csv" && aws_s3_object.settings.content == "reporting_currency,half_life_days,first_share,last_share,path_transform,stamp_grace_seconds,clock_skew_seconds,username_case_sensitive\nEUR,7,0.4,0.4,exposure_path,3900,300,false\n"
    error_message = "The settings are: ${aws_s3_object.settings.content}"
  }
  assert {
    condition     = aws_s3_object.settings.tags == null && length(one(one(aws_s3_object.settings.override_provider).default_tags).tags) == 0
    error_message = "S3 takes 10 tags on an object, so it has none, the provider's neither."
  }

  # The views
  assert {
    condition     = contains(output.view_names, "journey_roi") && contains(output.view_names, "message_events") && length([for name in output.view_names : name if startswith(name, "message_events_")]) == 0
    error_message = "The views are: ${join(", ", output.view_names)}"
  }
  assert {
    condition     = toset(output.view_names) == toset(keys(local.columns))
    error_message = "A view has no columns, or columns have no view: run python -m analytics.columns."
  }
  assert {
    condition     = local.views["message_events"] == local.sql["message_events_none"] && length([for sql in values(local.views) : sql if strcontains(sql, "$${")]) == 0
    error_message = "Without another lake there are no messages, and every placeholder is filled."
  }
  assert {
    condition     = length([for sql in values(local.views) : sql if strcontains(sql, "date_add('day', -400,")]) > 0
    error_message = "The views read 400 days back."
  }

  # Alarms
  assert {
    condition     = join(",", keys(module.alarms.arns)) == "ledger-age,ledger-dead-letters,ledger-records-unreadable"
    error_message = "An alarm is missing or new: give it a page in docs/runbooks."
  }
  assert {
    condition     = local.alarms["ledger-age"].threshold == 900000 && local.alarms["ledger-age"].dimensions.FunctionName == "journey-attribution-ledger"
    error_message = "The alarm on the stream's age watches something else."
  }
  assert {
    condition     = local.alarms["ledger-records-unreadable"].namespace == "JourneyAttribution" && local.alarms["ledger-records-unreadable"].dimensions.service == "journey-attribution"
    error_message = "The alarm on unreadable records watches another deployment."
  }
}

run "every_switch" {
  command = plan

  module {
    source = "./modules/journey-analytics"
  }

  variables {
    name_prefix             = "shop-spring"
    tags                    = { team = "growth" }
    kms_key_arn             = "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    alarm_topic_arn         = "arn:aws:sns:eu-west-1:111122223333:on-call"
    touches_kms_key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/2222-3333"
    database_name           = "roi"
    bucket_name             = "roi-of-the-shop"
    buffer_interval_seconds = 60
    buffer_size_mb          = 64
    history_days            = 90
    reporting_currency      = "USD"
    username_case_sensitive = true
    attribution             = { half_life_days = 3.5, first_share = 0, last_share = 1, path_transform = "none", stamp_grace_seconds = 0, clock_skew_seconds = 60 }
    ses_database_name       = "shop_ses_event_db"
    ses_campaign_tag        = "journey"
    sms_database_name       = "shop_sms_event_db"
    sms_campaign_key        = "journey"
    pinpoint_database_name  = "shop_due_eventdb"
    alarm_thresholds        = { stream_age_minutes = 60, records_unreadable = 5 }
  }

  assert {
    condition     = data.aws_iam_policy_document.ledger.statement[4].sid == "DecryptTouches" && one(data.aws_iam_policy_document.ledger.statement[4].resources) == "arn:aws:kms:eu-west-1:111122223333:key/2222-3333"
    error_message = "The function may not read the stream of a table with a key of its own."
  }
  assert {
    condition     = aws_sqs_queue.ledger_dead_letters.kms_master_key_id == "arn:aws:kms:eu-west-1:111122223333:key/0000-1111"
    error_message = "The queue is not encrypted with the key."
  }
  assert {
    condition     = output.database_name == "roi" && output.bucket == "roi-of-the-shop" && output.ledger_stream_name == "shop-spring-ledger"
    error_message = "The given names are not taken."
  }
  assert {
    condition     = alltrue([for stream in local.streams : stream.buffer_interval_seconds == 60 && stream.buffer_size_mb == 64])
    error_message = "The given buffering is not taken."
  }
  assert {
    condition     = endswith(aws_s3_object.settings.content, "\nUSD,3.5,0,1,none,0,60,true\n")
    error_message = "The settings are: ${aws_s3_object.settings.content}"
  }
  assert {
    condition     = length(regexall("\nUNION ALL\n", local.views["message_events"])) == 2 && alltrue([for name in ["shop_ses_event_db.ses_events", "shop_sms_event_db.sms_events", "shop_due_eventdb.all_events", "'journey'", "-90,"] : strcontains(local.views["message_events"], name)])
    error_message = "The messages of the three lakes are not put together: ${local.views["message_events"]}"
  }
  assert {
    condition     = local.alarms["ledger-age"].threshold == 3600000 && local.alarms["ledger-records-unreadable"].threshold == 5
    error_message = "The given thresholds are not taken."
  }
}

# Objects lie in the hour of their oldest record.
run "buffering_longer_than_the_clock_skew" {
  command = plan

  module {
    source = "./modules/journey-analytics"
  }

  variables {
    buffer_interval_seconds = 301
  }

  expect_failures = [var.attribution]
}

run "wrong_inputs" {
  command = plan

  module {
    source = "./modules/journey-analytics"
  }

  variables {
    touches_stream_arn             = "arn:aws:dynamodb:eu-west-1:111122223333:table/shop-touches"
    touches_kms_key_arn            = "alias/shop"
    database_name                  = "shop-analytics"
    bucket_name                    = "Shop"
    event_retention_days           = 0
    query_result_retention_days    = 1.5
    bytes_scanned_cutoff_per_query = 1
    projection_start               = "2026-01-01"
    history_days                   = 0
    reporting_currency             = "euro"
    attribution                    = { half_life_days = 0, first_share = 0.6, last_share = 0.6, path_transform = "unique", clock_skew_seconds = -1 }
    ses_database_name              = "ses-db"
    ses_campaign_tag               = "it's"
    sms_database_name              = "sms-db"
    sms_campaign_key               = "Campaign"
    pinpoint_database_name         = "pinpoint-db"
    alarm_thresholds               = { stream_age_minutes = 700, records_unreadable = -1 }
  }

  expect_failures = [
    var.touches_stream_arn,
    var.touches_kms_key_arn,
    var.database_name,
    var.bucket_name,
    var.event_retention_days,
    var.query_result_retention_days,
    var.bytes_scanned_cutoff_per_query,
    var.projection_start,
    var.history_days,
    var.reporting_currency,
    var.attribution,
    var.ses_database_name,
    var.ses_campaign_tag,
    var.sms_database_name,
    var.sms_campaign_key,
    var.pinpoint_database_name,
    var.alarm_thresholds,
  ]
}
