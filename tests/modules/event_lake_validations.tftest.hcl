# Every rule of the inputs that modules/event-lake has beside the common ones. Each run breaks one rule of each input.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  database_name = "shop_analytics"
  streams = {
    ledger = { table = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] } }
  }
}

run "no_streams" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    database_name                  = "shop-analytics"
    bucket_name                    = "Lake"
    event_retention_days           = 0
    query_result_retention_days    = 0.5
    bytes_scanned_cutoff_per_query = 10485759
    projection_start               = "2026-11-01"
    streams                        = {}
    config_tables = {
      costs = { name = "costs", comment = "", prefix = "costs/", columns = [{ name = "cost", type = "string", comment = "" }] }
    }
  }

  expect_failures = [
    var.bucket_name,
    var.bytes_scanned_cutoff_per_query,
    var.config_tables,
    var.database_name,
    var.event_retention_days,
    var.projection_start,
    var.query_result_retention_days,
    var.streams,
  ]
}

run "bad_key" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    projection_start = "2026/13/01/00"
    streams = {
      "App Events" = { table = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
    config_tables = {
      costs = { name = "costs", comment = "", prefix = "config/costs/", columns = [{ name = "cost", type = "double", comment = "" }] }
    }
  }

  expect_failures = [var.config_tables, var.projection_start, var.streams]
}

run "bad_table_name" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    event_retention_days        = 1.5
    query_result_retention_days = 0
    streams = {
      ledger = { table = { name = "Ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
    config_tables = {
      costs = { name = "journey_costs", comment = "", prefix = "config/journey_costs/", columns = [{ name = "cost", type = "string", comment = "" }] }
    }
  }

  expect_failures = [var.config_tables, var.event_retention_days, var.query_result_retention_days, var.streams]
}

run "prefix_of_the_lake" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = { table = { name = "ledger", comment = "", prefix = "config/ledger/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
  }

  expect_failures = [var.streams]
}

run "prefix_in_another" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = { table = { name = "ledger", comment = "", prefix = "events/", columns = [{ name = "id", type = "string", comment = "" }] } }
      app    = { table = { name = "app", comment = "", prefix = "events/app/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
    config_tables = {
      costs = { name = "costs", comment = "", prefix = "config/costs/", columns = [] }
    }
  }

  expect_failures = [var.config_tables, var.streams]
}

run "one_table_of_two_streams" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = { table = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] } }
      app    = { table = { name = "ledger", comment = "", prefix = "app/", columns = [{ name = "id", type = "string", comment = "" }] } }
    }
  }

  expect_failures = [var.streams]
}

run "config_table_of_a_stream" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    config_tables = {
      ledger = { name = "ledger", comment = "", prefix = "config/ledger/", columns = [{ name = "cost", type = "string", comment = "" }] }
    }
  }

  expect_failures = [aws_glue_catalog_table.config]
}

run "column_of_the_lake" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = { table = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "datehour", type = "string", comment = "" }] } }
    }
  }

  expect_failures = [var.streams]
}

run "column_in_upper_case" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = { table = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "eventType", type = "string", comment = "" }] } }
    }
  }

  expect_failures = [var.streams]
}

run "short_interval" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = {
        table                   = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] }
        buffer_interval_seconds = 59
      }
    }
  }

  expect_failures = [var.streams]
}

run "small_buffer" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = {
        table          = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] }
        buffer_size_mb = 63
      }
    }
  }

  expect_failures = [var.streams]
}

run "function_with_version" {
  command = plan

  module {
    source = "./modules/event-lake"
  }

  variables {
    streams = {
      ledger = {
        table                  = { name = "ledger", comment = "", prefix = "ledger/", columns = [{ name = "id", type = "string", comment = "" }] }
        transform_function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:mask:3"
      }
    }
  }

  expect_failures = [var.streams]
}
