"""Which days a report is about: whole days of UTC, the last of them over when the report is asked for.

SES keeps its statistics by the day, so a window runs from midnight to midnight. `end` is the first moment
after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kit.errors import BadInput

PERIODS = ("previous_month", "previous_week", "previous_day", "rolling_days")


@dataclass(frozen=True, slots=True)
class Window:
    """Two midnights in UTC, in order."""

    start: dt.datetime
    end: dt.datetime

    @property
    def first_day(self) -> dt.date:
        """The day that begins at `start`."""
        return self.start.date()

    @property
    def last_day(self) -> dt.date:
        """The day that ends at `end`."""
        return self.end.date() - dt.timedelta(days=1)


def moment(text: Any) -> dt.datetime:
    """The moment that `as_of` says, in UTC; a text without a zone is UTC's."""
    try:
        found = dt.datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput("as_of must be a moment such as 2026-03-01T06:00:00Z") from None


def window(period: Any, as_of: dt.datetime, *, rolling_days: int) -> Window:
    """The last whole month, week from Monday to Sunday, day, or `rolling_days` days, seen from `as_of`."""
    today = as_of.astimezone(dt.UTC).date()
    try:
        match period:
            case "previous_month":
                end = today.replace(day=1)
                start = (end - dt.timedelta(days=1)).replace(day=1)
            case "previous_week":
                end = today - dt.timedelta(days=today.weekday())
                start = end - dt.timedelta(days=7)
            case "previous_day":
                end, start = today, today - dt.timedelta(days=1)
            case "rolling_days":
                end, start = today, today - dt.timedelta(days=rolling_days)
            case _:
                raise BadInput(f"period must be one of {', '.join(PERIODS)}")
    except OverflowError:
        raise BadInput("as_of must be later: the window would begin before the year 1") from None
    return Window(_midnight(start), _midnight(end))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
