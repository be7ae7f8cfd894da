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

LONGEST_RESERVATION_SECONDS = 60  # whoever needs later moments asks again
BROKEN_CLOCK_SECONDS = 2 * LONGEST_RESERVATION_SECONDS


def first_free(seen: int | None, now: int) -> int:
    """When the next moment can be taken, where `seen` is the timetable's entry; all in epoch milliseconds.

    An entry that no reservation can have made was left by a host with a wrong clock, and does not count:
    everybody would wait for that moment.
    """
    if seen is None or seen > now + BROKEN_CLOCK_SECONDS * 1000:
        return now
    return max(seen, now)


class Timetable(Protocol):
    """Where the next free moment is kept; all times in epoch milliseconds."""

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        """Take the next `length` milliseconds and return their beginning; None if that is after `latest`."""


class OwnTimetable:
    """A timetable in memory, for calls that no other invocation makes."""

    def __init__(self) -> None:
        self._next_free: int | None = None
        self._lock = threading.Lock()

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        """See `Timetable`."""
        with self._lock:
            start = first_free(self._next_free, now)
            if start > latest:
                return None
            self._next_free = start + length
            return start


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
        start = None
        if count:
            now = self._clock()
            length = round(count * gap)
            start = self._timetable.reserve(length, now=now, latest=now + int(room) - length)
        if start is None:
            return Slots([], deadline.clock, self._sleep)
        first = deadline.clock() + (start - now) / 1000  # a wall clock that jumps moves no wait
        return Slots([first + n * gap / 1000 for n in range(count)], deadline.clock, self._sleep)

    def leave_free(self, seconds: float) -> None:
        """Let the next `seconds` pass without a call of ours: someone else needs the rate."""
        now = self._clock()
        self._timetable.reserve(
            round(seconds * 1000), now=now, latest=now + LONGEST_RESERVATION_SECONDS * 1000
        )


class Slots:
    """Reserved moments on the monotonic clock, used up one by one."""

    def __init__(
        self, moments: list[float], clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._moments = moments
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._given_up = False

    def wait(self) -> bool:
        """Sleep until the next moment; False, at once, if none is left."""
        with self._lock:
            if not self._moments:
                return False
            moment = self._moments.pop(0)
        seconds = moment - self._clock()
        if seconds > 0:
            self._sleep(seconds)
        return True

    def give_up(self) -> bool:
        """Use no more of the moments; False if they were given up before."""
        with self._lock:
            first, self._given_up = not self._given_up, True
            self._moments.clear()
        return first
