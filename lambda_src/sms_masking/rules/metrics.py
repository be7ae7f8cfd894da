"""Every number that the function reports."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    RECORDS_MASKED = "RecordsMasked", "Count", "events whose phone numbers were masked, if they had any"
    RECORDS_UNREADABLE = (
        "RecordsUnreadable",
        "Count",
        "records that are no JSON objects: Firehose puts them under errors/ as they are",
    )
