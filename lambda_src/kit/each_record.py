"""A batch of a queue, record by record: one that fails comes again, and the others are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.batches import failures, records_of
from kit.errors import BadInput, ConfigError, PermanentError, TransientError
from kit.logs import logger
from kit.records import QUEUE, record_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.records import Record


def each_record(
    event: Any,
    work: Callable[[Record], None],
    meter: Meter,
    *,
    refused: str,
    deadline: Deadline | None = None,
) -> dict[str, Any]:
    """Do `work` for each record, in the batch's order; the answer names the records that come again.

    Every error brings its record again, and the queue moves it to the dead letters at its limit. Where no
    retry can help, that is counted under `refused`, at each receive: a number there means dead letters soon.
    After `deadline` no record is begun: those left come again, where the function's end would fail them all.
    `ConfigError` fails the whole batch, as it would fail every record. So does a record without a message id:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    kind, records = records_of(event)
    if kind != QUEUE:
        raise BadInput(f"records must come from {QUEUE} (eventSource)")
    again: dict[str, None] = {}  # each name once, in order
    without_hope = 0
    for record in (record_of(record, QUEUE) for record in records):
        if deadline is not None and deadline.passed:
            again[_told("record comes again", record, "no time was left")] = None
            continue
        try:
            work(record)
        except ConfigError:
            raise
        except TransientError as error:
            again[_told("record comes again", record, str(error))] = None
        except PermanentError as error:
            without_hope += 1
            again[_told("record is refused", record, str(error))] = None
        except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others are handled
            without_hope += 1
            logger().exception("fault of ours")
            again[_told("record is refused", record, "see the exception before this line")] = None
    meter.count(refused, without_hope)
    return failures(again)


def _told(what: str, record: Record, error: str) -> str:
    logger().warning(what, record=shown(record.identifier), error=error)
    return record.identifier
