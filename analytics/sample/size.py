"""How much to make, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analytics.errors import AnalyticsError

DAY = 86_400_000
LEAST_EVENTS = 1_000  # fewer hold none of what is rare
LEAST_DAYS = 7

# Lengths of twelve sessions: 64 events. All sessions are rounds of it, so that the number of events is exact.
LENGTHS = (1, 4, 2, 12, 1, 6, 3, 17, 2, 8, 3, 5)
ROUND = sum(LENGTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`events` of the app, without those that come twice, in the `days` before `until`.

    The same size and seed give the same rows, by the DuckDB of the lock file.
    """

    events: int
    until: dt.date
    days: int = 90
    seed: int = 1

    def __post_init__(self) -> None:
        if self.events < LEAST_EVENTS:
            raise AnalyticsError(f"events: {self.events} are too few; make at least {LEAST_EVENTS}")
        if self.days < LEAST_DAYS:
            raise AnalyticsError(f"days: {self.days} are too few; take at least {LEAST_DAYS}")

    @property
    def first_day(self) -> dt.date:
        """The day of the first event."""
        return self.until - dt.timedelta(days=self.days)

    def numbers(self) -> dict[str, int]:
        """What the SQL asks for by name; `start` and `until` in epoch milliseconds."""
        midnight = dt.datetime.combine(self.until, dt.time(), dt.UTC)
        until = int(midnight.timestamp()) * 1000
        return {
            "seed": self.seed,
            "events": self.events,
            "sessions": -(-self.events // ROUND) * len(LENGTHS),
            "users": self.events // 20,
            "messages": self.events // 10,
            "days": self.days,
            "start": until - self.days * DAY,
            "until": until,
        }
