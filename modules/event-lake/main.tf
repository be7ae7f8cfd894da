# A lake of events: streams bring records into one bucket, and one database makes them tables.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name

  # The others are tables of what was received before.
  receiving = { for key, stream in var.streams : key => stream if stream.receives }

  # Names that are too long are cut, and stay distinct by a hash. The role's name holds the Region, as
  # IAM is global and a deployment may live in several.
  full_names = merge(
    {
      "bucket"    = { name = coalesce(var.bucket_name, "${var.name_prefix}-lake-${local.account}-${local.region}"), longest = 63 }
      "workgroup" = { name = "${var.name_prefix}-${trimprefix(var.database_name, "${replace(var.name_prefix, "-", "_")}_")}", longest = 128 }
    },
    { for key in keys(local.receiving) : "firehose/${key}" => { name = "${var.name_prefix}-${key}", longest = 64 } },
    { for key in keys(local.receiving) : "role/${key}" => { name = "${var.name_prefix}-${key}-firehose-${local.region}", longest = 64 } },
  )
  names = {
    for what, full in local.full_names :
    what => length(full.name) <= full.longest ? full.name : "${substr(full.name, 0, full.longest - 9)}-${substr(sha256(full.name), 0, 8)}"
  }

  bucket_arn = "arn:${local.partition}:s3:::${local.names["bucket"]}"
  glue_arn   = "arn:${local.partition}:glue:${local.region}:${local.account}"

  errors_prefixes = { for key in keys(local.receiving) : key => length(local.receiving) == 1 ? "errors/" : "errors/${key}/" }
}
