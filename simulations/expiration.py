"""Expiration: every minute, what is over leaves the table, as fast as one sweep can delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulations import declared
from simulations.cohorts import Cohort, Kind, Line

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simulations.ledger import Ledger
    from simulations.parameters import System
    from simulations.stream import Stream

SWEEP_EVERY_SECONDS = 60
DAY = 86_400


class Expiration:
    """Touches wait here for the end of their window."""

    def __init__(self, env: simpy.Environment, system: System, window_days: float, ledger: Ledger) -> None:
        self._env, self._system, self._ledger = env, system, ledger
        self._window = window_days * DAY
        self._due = Line()  # `entered` is the moment the window is over
        self._news = env.event()

    def expect(self, count: int) -> None:
        """So many touches begin their window now."""
        over = self._env.now + self._window
        self._due.put(Cohort(Kind.BLANK, count, over, over))
        if count and not self._news.triggered:
            self._news.succeed()

    def run(self, stream: Stream) -> Generator[simpy.Event, None, None]:
        """The process: the schedule and its sweeps."""
        while True:
            if self._due.oldest is None:
                self._news = self._env.event()
                yield self._news
                continue
            next_sweep = -(-max(self._due.oldest, self._env.now) // SWEEP_EVERY_SECONDS) * SWEEP_EVERY_SECONDS
            yield self._env.timeout(next_sweep - self._env.now)
            yield from self._sweep(stream)
            yield self._env.timeout(1)

    def _sweep(self, stream: Stream) -> Generator[simpy.Event, None, None]:
        begin = self._env.now
        rate = max(1, int(self._system.deletes_per_second))
        while self._env.now - begin < declared.SWEEP_SECONDS:
            over = self._due.take(rate, until=begin)
            if not over:
                return
            for cohort in over:
                lag = self._env.now - cohort.since
                self._ledger.expiration_lag = max(self._ledger.expiration_lag, lag)
                stream.put(Cohort(Kind.BLANK, cohort.size, cohort.since, self._env.now))
            yield self._env.timeout(1)
