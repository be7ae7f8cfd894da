"""Spreads calls evenly below a rate, across threads and across invocations.

The moments at which a call may be made are handed out from one place that all invocations share, so the
rate holds however many of them are at work. That place is a port, `Timetable`.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Protocol

from kit.clock import now_in_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.deadline import Deadline

LONGEST_RESERVATION_SECONDS = 900  # no invocation lives longer


class Timetable(Protocol):
    """Where the next free moment is kept; all times in epoch milliseconds."""

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        """Take the next `length` milliseconds and return their beginning; None if that is after `latest`."""


class Pacer:
    """Reserves moments that lie `1 / rate` seconds apart."""

    def __init__(
        self,
        rate: float,
        timetable: Timetable,
        clock: Callable[[], int] = now_in_milliseconds,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._timetable = timetable
        self._clock = clock
        self._sleep = sleep

    def slots(self, count: int, deadline: Deadline) -> Slots:
        """`count` moments before the deadline, or fewer, or none if the calls of others come first."""
        gap = 1000 / self._rate
        room = min(deadline.remaining_seconds, LONGEST_RESERVATION_SECONDS) * 1000
        count = min(count, int(room / gap))
        if not count:
            return Slots([], self._clock, self._sleep)
        now = self._clock()
        length = round(count * gap)
        start = self._timetable.reserve(length, now=now, latest=now + int(room) - length)
        moments = [] if start is None else [start + round(n * gap) for n in range(count)]
        return Slots(moments, self._clock, self._sleep)

    def leave_free(self, seconds: float) -> None:
        """Let the next `seconds` pass without a call of ours: someone else needs the rate."""
        now = self._clock()
        self._timetable.reserve(
            round(seconds * 1000), now=now, latest=now + LONGEST_RESERVATION_SECONDS * 1000
        )


class Slots:
    """Reserved moments, used up one by one."""

    def __init__(self, moments: list[int], clock: Callable[[], int], sleep: Callable[[float], None]) -> None:
        self._moments = moments
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def wait(self) -> bool:
        """Sleep until the next moment; False, at once, if none is left."""
        with self._lock:
            if not self._moments:
                return False
            moment = self._moments.pop(0)
        seconds = (moment - self._clock()) / 1000
        if seconds > 0:
            self._sleep(seconds)
        return True
