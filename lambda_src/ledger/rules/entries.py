"""What a record of the table's stream says happened, as a row of the ledger.

Shape of the records: the API reference of DynamoDB Streams, data type `Record`; by Lambda's mapping and by
`GetRecords` they come alike, but for the moment, which the SDK makes a date.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput

if TYPE_CHECKING:
    from typing import TypeGuard

LARGEST = 2**63 - 1  # a `bigint` of the lake holds no more
LATEST_SECOND = 10**11  # some 3,000 years from now: later moments are no moments
SEQUENCE_NUMBER_DIGITS = 40  # the longest, says the API reference: `StreamRecord`
# The stream tells an approximate moment, rounded down to the second, by another clock than the sweep's.
EARLY_SECONDS = 5
LONGEST_LINE = 1_000_000  # bytes: Firehose takes 1,000 KiB a record, says the API reference of PutRecordBatch


class Kind(StrEnum):
    """What happened to a user's touch."""

    TOUCH = "touch"  # the user had none, or one whose window was over by then
    REPEAT = "repeat"  # of the same journey
    REPLACEMENT = "replacement"  # of a journey whose window was running
    EXPIRY = "expiry"  # removed at the end of the window (see EARLY_SECONDS) or after it
    REMOVAL = "removal"  # removed before it, by an operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an item of the table holds: `touched_at` in epoch milliseconds, `expires_at` in epoch seconds."""

    journey_id: str
    journey_name: str
    source: str
    touched_at: int
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the ledger; analytics/tables/ledger.json says what each column is."""

    entry_id: str
    kind: Kind
    recorded_at: int
    username: str
    journey_id: str
    journey_name: str
    source: str
    touched_at: int
    expires_at: int
    previous_journey_id: str | None = None
    previous_journey_name: str | None = None
    previous_touched_at: int | None = None
    previous_expires_at: int | None = None
    sequence_number: str


def entry_of(record: Any) -> Entry:
    """The row that a record becomes, the same on every reading; `BadInput` names what is missing."""
    if not isinstance(record, dict) or not isinstance(stream := record.get("dynamodb"), dict):
        raise BadInput("the record must be one of a table's stream, with the field dynamodb")
    recorded_at = _recorded_at(stream.get("ApproximateCreationDateTime"))
    new, old = stream.get("NewImage"), stream.get("OldImage")
    if new is not None:
        held, kind, before = _written(_held(new), _held_or_none(old))
    else:
        held, before = _held(old), None
        due = (held.expires_at - EARLY_SECONDS) * 1000
        kind = Kind.EXPIRY if recorded_at >= due else Kind.REMOVAL
    return Entry(
        entry_id=_plain_text(record.get("eventID"), "eventID"),
        kind=kind,
        recorded_at=recorded_at,
        username=_text(stream.get("Keys"), "username"),
        **asdict(held),
        **_previous(before),
        sequence_number=sequence_number_of(record),
    )


def sequence_number_of(record: Any) -> str:
    """Where in its stream the record stands: digits; `BadInput` where it does not say."""
    stream = record.get("dynamodb") if isinstance(record, dict) else None
    number = stream.get("SequenceNumber") if isinstance(stream, dict) else None
    if not _is_number(number) or len(number) > SEQUENCE_NUMBER_DIGITS:
        raise BadInput("the record must have the digits of dynamodb.SequenceNumber")
    return number


def line_of(entry: Entry) -> bytes:
    """The entry as a line of JSON, as the lake's table reads it; `BadInput` if it is too long for Firehose.

    The sequence number is filled up with zeros, so that its text sorts as the number does.
    """
    padded = entry.sequence_number.zfill(SEQUENCE_NUMBER_DIGITS)
    row = {**asdict(entry), "sequence_number": padded}
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if len(line) > LONGEST_LINE:
        raise BadInput(f"the entry has over {LONGEST_LINE} bytes, which no delivery stream takes")
    return line


def _written(new: Held, old: Held | None) -> tuple[Held, Kind, Held | None]:
    """An item that was no touch, and a touch that was over, count as none."""
    if old is None or old.expires_at * 1000 <= new.touched_at:
        return new, Kind.TOUCH, None
    return new, Kind.REPEAT if old.journey_id == new.journey_id else Kind.REPLACEMENT, old


def _previous(before: Held | None) -> dict[str, Any]:
    """All but the source, which the earlier entry has."""
    columns = {} if before is None else asdict(before)
    return {f"previous_{name}": value for name, value in columns.items() if name != "source"}


def _held(image: Any) -> Held:
    return Held(
        journey_id=_text(image, "journey_id"),
        journey_name=_text(image, "journey_name"),
        source=_text(image, "source"),
        touched_at=_whole(image, "touched_at"),
        expires_at=_whole(image, "expires_at"),
    )


def _held_or_none(image: Any) -> Held | None:
    try:
        return _held(image)
    except BadInput:
        return None


def _text(image: Any, name: str) -> str:
    return _plain_text(_value(image, name, "S"), name)


def _whole(image: Any, name: str) -> int:
    digits = _value(image, name, "N")
    if not _is_number(digits) or len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
        raise BadInput(f"{name} must be a whole number")
    return int(digits)


def _value(image: Any, name: str, kind: str) -> Any:
    value = image.get(name) if isinstance(image, dict) else None
    return value.get(kind) if isinstance(value, dict) else None


def _plain_text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or not _is_unicode(value):
        raise BadInput(f"{name} must be a text")
    return value


def _is_unicode(text: str) -> bool:
    """Not so with half a pair of surrogates, which JSON can hold and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_number(text: Any) -> TypeGuard[str]:
    return isinstance(text, str) and text.isascii() and text.isdecimal()


def _recorded_at(moment: Any) -> int:
    """Epoch milliseconds from epoch seconds."""
    if isinstance(moment, bool) or not isinstance(moment, int | float) or not 0 <= moment < LATEST_SECOND:
        raise BadInput("dynamodb.ApproximateCreationDateTime must be epoch seconds")
    return int(moment * 1000)
