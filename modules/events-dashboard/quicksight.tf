# Optional: QuickSight reads the views into SPICE, by a schedule.

locals {
  access = {
    data_source = {
      read   = ["quicksight:DescribeDataSource", "quicksight:DescribeDataSourcePermissions", "quicksight:PassDataSource"]
      manage = ["quicksight:DeleteDataSource", "quicksight:UpdateDataSource", "quicksight:UpdateDataSourcePermissions"]
    }
    data_set = {
      read   = ["quicksight:DescribeDataSet", "quicksight:DescribeDataSetPermissions", "quicksight:DescribeIngestion", "quicksight:ListIngestions", "quicksight:PassDataSet"]
      manage = ["quicksight:CancelIngestion", "quicksight:CreateIngestion", "quicksight:DeleteDataSet", "quicksight:UpdateDataSet", "quicksight:UpdateDataSetPermissions"]
    }
    dashboard = {
      read   = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
      manage = ["quicksight:DeleteDashboard", "quicksight:DescribeDashboardPermissions", "quicksight:UpdateDashboard", "quicksight:UpdateDashboardPermissions", "quicksight:UpdateDashboardPublishedVersion"]
    }
  }
  permissions = {
    for kind, actions in local.access : kind => {
      for principal in var.quicksight_principals : principal.arn => concat(actions.read, principal.access == "manage" ? actions.manage : [])
    }
  }

  # QuickSight has no arrays and maps. https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html
  quicksight_types = { varchar = "STRING", bigint = "INTEGER", double = "DECIMAL", "timestamp(3)" = "DATETIME" }
  hive_types       = { string = "STRING", bigint = "INTEGER", double = "DECIMAL" }

  first_hour = "date_format(date_add('day', -${var.lookback_days}, current_timestamp), '%Y/%m/%d/%H')"
  first_day  = "date_format(date_add('day', -${var.lookback_days}, current_timestamp), '%Y-%m-%d')"
  data_sets = !var.quicksight_enabled ? {} : merge(
    {
      for view, columns in local.columns : replace(view, "_", "-") => {
        columns = [for column in columns : { name = column.name, type = local.quicksight_types[column.type] } if contains(keys(local.quicksight_types), column.type)]
        from    = "\"${var.database_name}\".\"${local.view_names[view]}\" WHERE datehour >= ${local.first_hour}"
      }
    },
    {
      for name in keys(local.summary) : "daily-engagement" => {
        columns = [for column in local.summary_table.columns : { name = column.name, type = column.name == "day" ? "DATETIME" : local.hive_types[column.type] }]
        from    = "\"${var.database_name}\".\"${local.summary_name}\" WHERE day >= ${local.first_day}"
      }
    },
  )
}

resource "aws_quicksight_data_source" "this" {
  count = var.quicksight_enabled ? 1 : 0

  data_source_id = "${var.name_prefix}-events"
  name           = "${var.name_prefix}-events"
  type           = "ATHENA"
  tags           = var.tags

  parameters {
    athena {
      work_group = var.workgroup_name
    }
  }

  dynamic "permission" {
    for_each = local.permissions["data_source"]

    content {
      principal = permission.key
      actions   = permission.value
    }
  }
}

resource "aws_quicksight_data_set" "this" {
  for_each = local.data_sets

  data_set_id = "${var.name_prefix}-${each.key}"
  name        = "${var.name_prefix}-${each.key}"
  import_mode = "SPICE"
  tags        = var.tags

  physical_table_map {
    physical_table_map_id = each.key

    custom_sql {
      data_source_arn = aws_quicksight_data_source.this[0].arn
      name            = each.key
      sql_query = format("SELECT %s FROM %s", join(", ", [
        for column in each.value.columns : column.name == "day" ? "CAST(day AS timestamp) AS day" : column.name
      ]), each.value.from)

      dynamic "columns" {
        for_each = each.value.columns

        content {
          name = columns.value.name
          type = columns.value.type
        }
      }
    }
  }

  dynamic "permissions" {
    for_each = local.permissions["data_set"]

    content {
      principal = permissions.key
      actions   = permissions.value
    }
  }
}

resource "aws_quicksight_refresh_schedule" "this" {
  for_each = local.data_sets

  data_set_id = aws_quicksight_data_set.this[each.key].data_set_id
  schedule_id = "${var.name_prefix}-${each.key}"

  schedule {
    refresh_type = "FULL_REFRESH"

    schedule_frequency {
      interval        = var.quicksight_refresh.interval
      time_of_the_day = var.quicksight_refresh.interval == "DAILY" ? var.quicksight_refresh.time : null
      timezone        = var.quicksight_refresh.interval == "DAILY" ? var.quicksight_refresh.timezone : null
    }
  }
}
