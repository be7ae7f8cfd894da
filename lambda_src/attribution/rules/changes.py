"""Which users' attributes a batch of stream records calls into question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A batch, reduced to what matters for the projection."""

    changed: Mapping[str, str]  # username -> sequence number of the first record: where a retry begins
    unchanged: int  # users
    unreadable: list[str]  # sequence numbers of records that name no user
    written_at: float | None  # epoch seconds of the first record, where it is known


def reduce_records(records: Sequence[Mapping[str, Any]]) -> Changes:
    """Reduce DynamoDB stream records (NEW_AND_OLD_IMAGES) to the users whose journey name changed.

    A user counts as changed if *any* record changed the name, not if the first old and the last new
    name differ: between two records of the batch the backlog may have written the name in the middle.
    Records whose images cannot be read count as a change: the table says what there is.
    """
    first: dict[str, str] = {}
    changed: set[str] = set()
    unreadable: list[str] = []
    for record in records:
        stream = record.get("dynamodb")
        stream = stream if isinstance(stream, dict) else {}
        sequence_number = str(stream.get("SequenceNumber", ""))
        try:
            username = str(stream["Keys"]["username"]["S"])
        except (KeyError, TypeError):
            unreadable.append(sequence_number)
            continue
        first.setdefault(username, sequence_number)
        if _changes_the_name(stream):
            changed.add(username)
    return Changes(
        changed={username: number for username, number in first.items() if username in changed},
        unchanged=len(first) - len(changed),
        unreadable=unreadable,
        written_at=_written_at(records),
    )


def _changes_the_name(stream: Mapping[str, Any]) -> bool:
    try:
        return _name(stream.get("NewImage")) != _name(stream.get("OldImage"))
    except (KeyError, TypeError):
        return True


def _name(image: Mapping[str, Any] | None) -> str | None:
    return None if image is None else str(image["journey_name"]["S"])


def _written_at(records: Sequence[Mapping[str, Any]]) -> float | None:
    try:
        return float(records[0]["dynamodb"]["ApproximateCreationDateTime"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None
