"""Which users' attributes a batch of stream records calls into question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class NameChange:
    """The last name that a batch holds for a user (None: the touch is gone), if any record changed it."""

    username: str
    journey_name: str | None
    sequence_number: str  # of the user's first record: where a retry has to begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A batch, reduced: who changed, how many users did not, and the records that cannot be read."""

    changed: list[NameChange]
    unchanged: int
    unreadable: list[str]  # sequence numbers


def _name(image: Mapping[str, Any] | None) -> str | None:
    return None if image is None else str(image["journey_name"]["S"])


def reduce_records(records: Sequence[Mapping[str, Any]]) -> Changes:
    """Reduce DynamoDB stream records (NEW_AND_OLD_IMAGES, in order) to the last state of each user.

    A user counts as changed if *any* record changed the name, not if the first old and the last new
    name differ: between two records of the batch the backlog may have written the name in the middle,
    and only a write of the last one mends that.
    """
    last: dict[str, NameChange] = {}
    changed: set[str] = set()
    unreadable: list[str] = []
    for record in records:
        stream = record["dynamodb"]
        sequence_number = str(stream["SequenceNumber"])
        try:
            username = str(stream["Keys"]["username"]["S"])
            new, old = _name(stream.get("NewImage")), _name(stream.get("OldImage"))
        except (KeyError, TypeError):
            unreadable.append(sequence_number)
            continue
        if new != old:
            changed.add(username)
        first = last[username].sequence_number if username in last else sequence_number
        last[username] = NameChange(username=username, journey_name=new, sequence_number=first)
    return Changes(
        changed=[change for username, change in last.items() if username in changed],
        unchanged=len(last) - len(changed),
        unreadable=unreadable,
    )
