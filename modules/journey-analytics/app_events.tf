# What the app's users may do: hand their events over.

data "aws_iam_policy_document" "producers" {
  statement {
    sid       = "RecordEvents"
    actions   = ["firehose:PutRecordBatch"]
    resources = [module.lake.firehose_arns["app-events"]]
  }
}
