"""Cognito's quota, and the product's own pace below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.deadline import Deadline
from kit.pacing import Pacer, first_free

if TYPE_CHECKING:
    import simpy

    from simulations.parameters import System


class Quota:
    """A bucket of one second's worth of calls, filled at the quota less what others spend."""

    def __init__(self, system: System) -> None:
        self._size = system.quota
        self._filling = system.quota - system.others_rate
        self._level = self._size
        self._at = 0.0

    def spend(self, calls: int, begin: float, seconds: float) -> int:
        """How many of the calls, spread over `seconds`, are taken before the first refusal."""
        level = min(self._size, self._level + self._filling * max(0.0, begin - self._at))
        there = level + self._filling * seconds
        taken = min(calls, int(there))
        self._level = min(self._size, there - taken)
        self._at = begin + seconds
        return taken


@dataclass(frozen=True, slots=True)
class Grant:
    """Moments for writes: how many, and when the first and the last one end."""

    count: int
    begin: float
    seconds: float


class Pace:
    """The product's own pacer on the simulation's clock, with the shared timetable in memory."""

    def __init__(self, env: simpy.Environment, rate: float) -> None:
        self._env = env
        self._rate = rate
        self._timetable = _Timetable()
        self._pacer = Pacer(rate, self._timetable, clock=self._milliseconds)

    def ask(self, count: int, within: float) -> Grant:
        """Up to `count` moments that lie within so many seconds; none if the calls of others come first."""
        self._timetable.taken = None
        deadline = Deadline(self._env.now + within, lambda: float(self._env.now))
        self._pacer.slots(count, deadline)
        if self._timetable.taken is None:
            return Grant(0, self._env.now, 0)
        start, length = self._timetable.taken
        begin, seconds = max(self._env.now, start / 1000), length / 1000
        return Grant(round(seconds * self._rate), begin, seconds)

    def leave_free(self, seconds: float) -> None:
        """As the product does after a refusal."""
        self._pacer.leave_free(seconds)

    def _milliseconds(self) -> int:
        return int(self._env.now * 1000)


class _Timetable:
    """See `kit.pacing.Timetable`."""

    def __init__(self) -> None:
        self._next_free: int | None = None
        self.taken: tuple[int, int] | None = None

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        start = first_free(self._next_free, now)
        if start > latest:
            return None
        self._next_free = start + length
        self.taken = (start, length)
        return start
