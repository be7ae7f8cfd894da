# Optional, with QuickSight: a first dashboard over email and texts, to copy and go on from.

locals {
  visuals = {
    emails            = { kind = "kpi", title = "Emails with an event", data_set = "email-all-events", column = "message_id", width = 18, height = 6 }
    texts             = { kind = "kpi", title = "Texts with an event", data_set = "sms-all-events", column = "message_id", width = 18, height = 6 }
    email-days        = { kind = "line", title = "Emails by day and event", data_set = "email-all-events", column = "message_id", by = "event_type", width = 36, height = 12 }
    sms-days          = { kind = "line", title = "Texts by day and event", data_set = "sms-all-events", column = "message_id", by = "event_type", width = 36, height = 12 }
    email-campaigns   = { kind = "table", title = "Emails by campaign and event", data_set = "email-all-events", column = "message_id", by = "pinpoint_campaign_id", width = 18, height = 12 }
    sms-countries     = { kind = "table", title = "Texts by country and event", data_set = "sms-all-events", column = "message_id", by = "iso_country_code", width = 18, height = 12 }
    summary-campaigns = { kind = "summary", title = "Days in numbers", data_set = "daily-engagement", width = 36, height = 12 }
  }
  shown      = [for id in ["emails", "texts", "email-days", "sms-days", "email-campaigns", "sms-countries", "summary-campaigns"] : merge({ id = id, column = "", by = "" }, local.visuals[id]) if contains(keys(local.data_sets), local.visuals[id].data_set)]
  dashboards = var.quicksight_enabled ? { events = local.shown } : {}
}

resource "aws_quicksight_dashboard" "this" {
  for_each = local.dashboards

  dashboard_id        = "${var.name_prefix}-events"
  name                = "${var.name_prefix}-events"
  version_description = "First"
  tags                = var.tags

  definition {
    dynamic "data_set_identifiers_declarations" {
      for_each = toset(each.value[*].data_set)

      content {
        identifier   = data_set_identifiers_declarations.value
        data_set_arn = aws_quicksight_data_set.this[data_set_identifiers_declarations.value].arn
      }
    }

    sheets {
      sheet_id = "engagement"
      name     = "Engagement"

      dynamic "visuals" {
        for_each = each.value

        content {
          dynamic "kpi_visual" {
            for_each = visuals.value.kind == "kpi" ? [visuals.value] : []

            content {
              visual_id = kpi_visual.value.id

              title {
                format_text {
                  plain_text = kpi_visual.value.title
                }
              }

              chart_configuration {
                field_wells {
                  values {
                    categorical_measure_field {
                      field_id             = "${kpi_visual.value.id}-count"
                      aggregation_function = "DISTINCT_COUNT"

                      column {
                        data_set_identifier = kpi_visual.value.data_set
                        column_name         = kpi_visual.value.column
                      }
                    }
                  }
                }
              }
            }
          }

          dynamic "line_chart_visual" {
            for_each = visuals.value.kind == "line" ? [visuals.value] : []

            content {
              visual_id = line_chart_visual.value.id

              title {
                format_text {
                  plain_text = line_chart_visual.value.title
                }
              }

              chart_configuration {
                field_wells {
                  line_chart_aggregated_field_wells {
                    category {
                      date_dimension_field {
                        field_id         = "${line_chart_visual.value.id}-day"
                        date_granularity = "DAY"

                        column {
                          data_set_identifier = line_chart_visual.value.data_set
                          column_name         = "arrival_timestamp"
                        }
                      }
                    }
                    values {
                      categorical_measure_field {
                        field_id             = "${line_chart_visual.value.id}-count"
                        aggregation_function = "DISTINCT_COUNT"

                        column {
                          data_set_identifier = line_chart_visual.value.data_set
                          column_name         = line_chart_visual.value.column
                        }
                      }
                    }
                    colors {
                      categorical_dimension_field {
                        field_id = "${line_chart_visual.value.id}-by"

                        column {
                          data_set_identifier = line_chart_visual.value.data_set
                          column_name         = line_chart_visual.value.by
                        }
                      }
                    }
                  }
                }
              }
            }
          }

          dynamic "table_visual" {
            for_each = contains(["table", "summary"], visuals.value.kind) ? [visuals.value] : []

            content {
              visual_id = table_visual.value.id

              title {
                format_text {
                  plain_text = table_visual.value.title
                }
              }

              chart_configuration {
                field_wells {
                  table_aggregated_field_wells {
                    dynamic "group_by" {
                      for_each = table_visual.value.kind == "summary" ? ["channel", "campaign"] : [table_visual.value.by, "event_type"]

                      content {
                        categorical_dimension_field {
                          field_id = "${table_visual.value.id}-${group_by.value}"

                          column {
                            data_set_identifier = table_visual.value.data_set
                            column_name         = group_by.value
                          }
                        }
                      }
                    }

                    dynamic "values" {
                      for_each = table_visual.value.kind == "summary" ? [for column in local.summary_table.columns : column.name if contains(["bigint", "double"], column.type)] : []

                      content {
                        numerical_measure_field {
                          field_id = "${table_visual.value.id}-${values.value}"

                          aggregation_function {
                            simple_numerical_aggregation = "SUM"
                          }

                          column {
                            data_set_identifier = table_visual.value.data_set
                            column_name         = values.value
                          }
                        }
                      }
                    }

                    dynamic "values" {
                      for_each = table_visual.value.kind == "table" ? [table_visual.value.column] : []

                      content {
                        categorical_measure_field {
                          field_id             = "${table_visual.value.id}-count"
                          aggregation_function = "DISTINCT_COUNT"

                          column {
                            data_set_identifier = table_visual.value.data_set
                            column_name         = values.value
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }

      layouts {
        configuration {
          grid_layout {
            dynamic "elements" {
              for_each = each.value

              content {
                element_id   = elements.value.id
                element_type = "VISUAL"
                column_span  = elements.value.width
                row_span     = elements.value.height
              }
            }
          }
        }
      }
    }
  }

  dynamic "permissions" {
    for_each = local.permissions["dashboard"]

    content {
      principal = permissions.key
      actions   = permissions.value
    }
  }
}
