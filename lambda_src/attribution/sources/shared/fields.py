"""Fields that payloads of several sources have: ids, names, moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attribution.rules.touch import Reason
from kit.errors import BadInput

LONGEST_ID = 256
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_MOMENT = 32_503_680_000_000  # the year 3000, in milliseconds: far below what dates can hold


def required_id(event: dict[str, Any], field: str) -> str:
    """The id in `field`; it ends in the table, and in the attribute where there is no name."""
    value = event.get(field)
    if not isinstance(value, str):
        raise BadInput(f"{field} must be a text, not {kind_of(value)}")
    if not is_id(value):
        raise BadInput(f"{field} must have 1 to {LONGEST_ID} printable characters")
    return value


def is_id(value: Any) -> bool:
    """Whether `value` can be the id or the name of a journey."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= LONGEST_ID


def moment(value: Any) -> int | Reason:
    """Epoch milliseconds of a number of milliseconds, or of an ISO 8601 text with its offset from UTC."""
    if value is None:
        return Reason.TIME_MISSING
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            return Reason.TIME_INVALID
        value = None if read.tzinfo is None else (read - EPOCH) // timedelta(milliseconds=1)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LATEST_MOMENT:
        return value
    return Reason.TIME_INVALID


def kind_of(value: Any) -> str:
    """What stands where something else belongs, for a message."""
    return "missing or null" if value is None else f"a {type(value).__name__}"
