"""The days that a report is about: both ends included, in UTC."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date

from analytics.errors import AnalyticsError

_FIRST, _LAST = date(1970, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Days; None: without that bound."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise AnalyticsError(f"--from {self.first} is after --to {self.last}: swap them")

    @property
    def placeholders(self) -> dict[str, str]:
        """As date literals of SQL."""
        first, last = self.first or _FIRST, self.last or _LAST
        return {"from_day": f"DATE '{first.isoformat()}'", "to_day": f"DATE '{last.isoformat()}'"}


def day(text: str, option: str) -> date:
    """`yyyy-mm-dd` -> the day; `AnalyticsError` that names the option."""
    found: date | None = None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        with contextlib.suppress(ValueError):  # such as February 30
            found = date.fromisoformat(text)
    if found is None:
        raise AnalyticsError(f"{option} {text!r}: is no day: write it as 2026-01-31")
    return found
