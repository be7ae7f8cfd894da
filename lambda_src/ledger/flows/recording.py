"""A batch of the table's stream into the ledger.

Order does not matter, since queries sort, and an entry that comes twice has one id: a batch may be split,
sent again, and overtaken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.logs import logger
from kit.metrics import count_all
from ledger.flows.reading import read
from ledger.rules.metrics import Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.deadline import Deadline
    from kit.metrics import Meter
    from ledger.flows.writing import Writing


def record(records: Sequence[Any], writing: Writing, deadline: Deadline, meter: Meter) -> list[str]:
    """The sequence number from which on the batch has to come again, if any."""
    found = read(records)
    left = writing.write(found.lines, deadline)
    counts: dict[str, int] = {
        Metric.LEDGER_ENTRIES_WRITTEN: len(found.lines) - len(left),
        Metric.LEDGER_ENTRIES_REFUSED: len(left),
        Metric.LEDGER_RECORDS_UNREADABLE: found.unreadable,
    }
    count_all(meter, counts)
    logger().info("ledger written", counts=counts)
    return [found.entries[left[0]].sequence_number] if left else []
