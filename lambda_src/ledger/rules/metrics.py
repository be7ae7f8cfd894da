"""Every number that the ledger function reports; `docs/metrics.md` is written from here."""

from __future__ import annotations

from kit.metric_names import MetricName


class Metric(MetricName):
    """See `MetricName`."""

    LEDGER_ENTRIES_WRITTEN = "LedgerEntriesWritten", "Count", "changes of the table handed to Firehose"
    LEDGER_ENTRIES_REFUSED = (
        "LedgerEntriesRefused",
        "Count",
        "changes that Firehose did not take in time: the stream sends them again",
    )
    LEDGER_ENTRIES_REPLAYED = "LedgerEntriesReplayed", "Count", "changes handed to Firehose by a replay"
    LEDGER_RECORDS_UNREADABLE = (
        "LedgerRecordsUnreadable",
        "Count",
        "records of the table's stream that tell of no touch: passed by",
    )
