"""Tagging: calls of 50 endpoints become items in the table, as fast as table and index take them."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from simulations import declared
from simulations.cohorts import Cohort, Kind, Line

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import simpy

    from simulations.expiration import Expiration
    from simulations.ledger import Ledger
    from simulations.parameters import Blast, System
    from simulations.stream import Stream

HOUR = 3600
# Write units of the index: a first touch puts an entry, a repeat removes one and puts another.
INDEX_UNITS = {Kind.SET: 1, Kind.NONE: 2}


class Table:
    """How many write units table and index take in a second, and how they grow under load."""

    def __init__(self, system: System, ledger: Ledger) -> None:
        self._system = system
        self._partitions = system.partitions
        self._ledger = ledger
        self._full_for = 0.0
        ledger.partitions = self._partitions

    @property
    def shards(self) -> int:
        """Shards of the stream: one per partition."""
        return self._partitions

    def touches_per_second(self, kind: Kind) -> int:
        """The table takes a unit per touch. The index has eight keys, and each of them one hot end."""
        index = min(self._partitions, declared.INDEX_KEYS) / INDEX_UNITS[kind]
        return int(self._system.partition_units * min(self._partitions, index))

    def spent(self, share: float) -> None:
        """A second's load, as a share of what could be taken; after enough full seconds partitions split."""
        self._full_for = self._full_for + 1 if share >= 1 else 0
        if self._full_for > self._system.split_after_seconds:
            self._partitions *= 2
            self._full_for = 0
            self._ledger.partitions = self._partitions


class Tagging:
    """Takes the touches of the blast, second by second."""

    def __init__(
        self, env: simpy.Environment, system: System, blast: Blast, table: Table, ledger: Ledger
    ) -> None:
        self._env, self._system, self._blast = env, system, blast
        self._table, self._ledger = table, ledger
        self._line = Line()
        self._repeats: list[tuple[int, int]] = []  # a heap of (second, how many)
        self._carry = 0.0

    def run(
        self, touches: Iterator[tuple[int, int]], stream: Stream, expiration: Expiration
    ) -> Generator[simpy.Event, None, None]:
        """The process."""
        upcoming = next(touches, None)
        while upcoming or self._repeats or self._line.waiting:
            if not self._line.waiting:
                first = min(s for s, _ in [*([upcoming] if upcoming else []), *self._repeats[:1]])
                if first > self._env.now:
                    yield self._env.timeout(first - self._env.now)
            while upcoming and upcoming[0] <= self._env.now:
                self._arrive(Kind.SET, upcoming[1])
                upcoming = next(touches, None)
            while self._repeats and self._repeats[0][0] <= self._env.now:
                self._arrive(Kind.NONE, heapq.heappop(self._repeats)[1])
            self._record(stream, expiration)
            if self._line.waiting:
                yield self._env.timeout(1)

    @property
    def waiting(self) -> int:
        """Touches that a tagging call has not recorded yet."""
        return self._line.waiting

    def _arrive(self, kind: Kind, count: int) -> None:
        self._line.put(Cohort(kind, count, self._env.now, self._env.now))
        self._ledger.touches_sent += count
        self._ledger.most_touches_waiting = max(self._ledger.most_touches_waiting, self._line.waiting)

    def _record(self, stream: Stream, expiration: Expiration) -> None:
        for late in self._line.forget(self._env.now - declared.PINPOINT_WAITS_SECONDS):
            self._ledger.touches_lost += late.size
            if late.kind is Kind.NONE:
                expiration.expect(late.size)  # the first touch stands, and ends as it would have
        system, spent = self._system, 0.0
        calls = int(system.tagging_concurrency * system.endpoints_per_call / system.tagging_call_seconds)
        while self._line.waiting and spent < 1 and calls > 0:
            [head] = self._line.take(1)
            rate = self._table.touches_per_second(head.kind)
            most = max(0, min(int((1 - spent) * rate), calls) - 1)
            cohorts = [head, *self._line.take(min(most, self._line.waiting))]
            for cohort in cohorts:
                self._touch(cohort, stream, expiration)
                spent += cohort.size / self._table.touches_per_second(cohort.kind)
                calls -= cohort.size
        self._table.spent(spent if self._line.waiting else 0)

    def _touch(self, cohort: Cohort, stream: Stream, expiration: Expiration) -> None:
        now, count = self._env.now, cohort.size
        self._ledger.touches += count
        self._ledger.last_touch = now if cohort.kind is Kind.SET else self._ledger.last_touch
        stream.put(Cohort(cohort.kind, count, now, now))
        repeating = 0
        if cohort.kind is Kind.SET:
            self._carry += count * self._blast.repeating
            repeating = min(count, int(self._carry))
            self._carry -= repeating
        if repeating:
            heapq.heappush(self._repeats, (int(now + self._blast.repeat_hours * HOUR) + 1, repeating))
        expiration.expect(count - repeating)
