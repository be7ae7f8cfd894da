"""Moments: epoch milliseconds here, texts of one length in attributes, so that they sort as they follow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kit.errors import BadInput
from kit.records import LATEST


def moment(value: Any, field: str) -> int:
    """Of a text in ISO 8601, which without an offset is UTC, or of epoch milliseconds."""
    found = value if isinstance(value, int | float) and not isinstance(value, bool) else _parsed(value)
    if found is None or not 0 <= found <= LATEST:
        raise BadInput(
            f"{field} must be a time: ISO 8601, such as 2026-01-02T03:04:05Z, or epoch milliseconds"
        )
    return int(found)


def written(text: str | None) -> int:
    """Of a text that `iso` made; -1, which is before all moments, of any other."""
    found = _parsed(text)
    return -1 if found is None else int(found)


def iso(milliseconds: int) -> str:
    """``2026-01-02T03:04:05.000Z``."""
    text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _parsed(text: Any) -> float | None:
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return round((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000)
