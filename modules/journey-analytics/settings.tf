# The settings of the attribution, as the one row of a table: views read them, so a change needs no new view.

locals {
  settings = {
    reporting_currency      = var.reporting_currency
    half_life_days          = var.attribution.half_life_days
    first_share             = var.attribution.first_share
    last_share              = var.attribution.last_share
    path_transform          = var.attribution.path_transform
    stamp_grace_seconds     = var.attribution.stamp_grace_seconds
    clock_skew_seconds      = var.attribution.clock_skew_seconds
    username_case_sensitive = var.username_case_sensitive
  }
  settings_columns = local.tables.attribution_settings.columns[*].name # a file's columns go by their place
}

resource "aws_s3_object" "settings" {
  bucket       = module.lake.bucket
  key          = "${local.tables.attribution_settings.prefix}settings.csv"
  content      = "${join(",", local.settings_columns)}\n${join(",", [for name in local.settings_columns : tostring(local.settings[name])])}\n"
  content_type = "text/csv"

  # S3 takes 10 tags on an object, fewer than tags and the provider's default_tags may be together: it has none.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}
