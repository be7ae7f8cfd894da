"""Batches of records from an event source mapping, and the answer that names the failed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable


def records_of(event: Any) -> tuple[str, list[dict[str, Any]]]:
    """Where the batch comes from (``aws:sqs``, ``aws:dynamodb`` …) and its records, at least one."""
    records = event.get("Records") if isinstance(event, dict) else None
    if (
        not isinstance(records, list)
        or not records
        or not all(isinstance(record, dict) for record in records)
    ):
        raise BadInput("the event must be a batch {'Records': [...]} of an event source mapping")
    return str(records[0].get("eventSource", "nowhere")), records


def failures(identifiers: Iterable[str]) -> dict[str, Any]:
    """The answer of a handler that reports failed items: message ids, or sequence numbers."""
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}
