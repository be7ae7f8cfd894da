# The internal building block for views: what Athena reads from the catalog, the types' names, and what is refused.

mock_provider "aws" {
  source          = "./tests/modules/mocks"
  override_during = plan
}

variables {
  database_name = "shop_analytics"
}

run "views" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = {
      touches = {
        sql = "-- One row per touch.\nSELECT * FROM ledger WHERE kind <> 'expiry'"
        columns = [
          { name = "username", type = "varchar" },
          { name = "touched_at", type = "timestamp(3)" },
          { name = "day", type = "date" },
          { name = "credit", type = "double" },
          { name = "touches", type = "bigint" },
          { name = "stamped", type = "boolean" },
          { name = "path", type = "array(varchar)" },
          { name = "attributes", type = "map(varchar, varchar)" },
          { name = "tags", type = "map(varchar, array(varchar))" },
          { name = "moments", type = "array(timestamp(3))" },
        ]
      }
      journeys = {
        sql     = "WITH x AS (SELECT 1) SELECT * FROM x"
        columns = [{ name = "journey", type = "varchar" }]
      }
    }
  }

  assert {
    condition     = jsonencode(output.view_names) == jsonencode(["journeys", "touches"])
    error_message = "The names must be sorted."
  }
  assert {
    condition     = alltrue([for view in aws_glue_catalog_table.view : view.table_type == "VIRTUAL_VIEW" && view.view_expanded_text == "/* Presto View */" && view.parameters.presto_view == "true" && view.database_name == "shop_analytics"])
    error_message = "Athena would not take it for a view."
  }
  assert {
    condition = join(" ", aws_glue_catalog_table.view["touches"].storage_descriptor[0].columns[*].type) == join(" ", [
      "string", "timestamp", "date", "double", "bigint", "boolean", "array<string>", "map<string,string>", "map<string,array<string>>", "array<timestamp>",
    ])
    error_message = "The catalog has Hive's names of the types: ${join(" ", aws_glue_catalog_table.view["touches"].storage_descriptor[0].columns[*].type)}"
  }
  assert {
    condition = jsondecode(base64decode(regex("^/\\* Presto View: (.*) \\*/$", aws_glue_catalog_table.view["touches"].view_original_text)[0])) == {
      originalSql = var.views.touches.sql
      catalog     = "awsdatacatalog"
      schema      = "shop_analytics"
      columns     = jsondecode(jsonencode(var.views.touches.columns))
    }
    error_message = "Athena reads something else: ${aws_glue_catalog_table.view["touches"].view_original_text}"
  }
}

run "unknown_type" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    database_name = "Shop"
    views         = { touches = { sql = "SELECT 1", columns = [{ name = "n", type = "integer" }] } }
  }

  expect_failures = [var.database_name, var.views]
}

run "unknown_type_inside" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = { touches = { sql = "SELECT 1", columns = [{ name = "n", type = "map(varchar, decimal(10,2))" }] } }
  }

  expect_failures = [var.views]
}

run "statement" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = { touches = { sql = "CREATE VIEW touches AS SELECT 1", columns = [{ name = "n", type = "bigint" }] } }
  }

  expect_failures = [var.views]
}

run "semicolon" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = { touches = { sql = "SELECT 1;\n", columns = [{ name = "n", type = "bigint" }] } }
  }

  expect_failures = [var.views]
}

run "names" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = { Touches = { sql = "SELECT 1", columns = [{ name = "n", type = "bigint" }] } }
  }

  expect_failures = [var.views]
}

run "column_names" {
  command = plan

  module {
    source = "./modules/athena-view"
  }

  variables {
    views = { touches = { sql = "SELECT 1", columns = [{ name = "N", type = "bigint" }] } }
  }

  expect_failures = [var.views]
}
