"""The table's stream and its mapping: a batch per shard at a time; what finds no moment goes to the backlog.

All shards are alike, so they take their batches in step.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulations import declared
from simulations.cohorts import Cohort, Kind, Line, split, total

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simulations.backlog import Backlog
    from simulations.cognito import Pace, Quota
    from simulations.ledger import Ledger
    from simulations.parameters import System
    from simulations.tagging import Table


class Stream:
    """Records wait here for the projection."""

    def __init__(self, env: simpy.Environment, system: System, table: Table, ledger: Ledger) -> None:
        self._env, self._system, self._table, self._ledger = env, system, table, ledger
        self._line = Line()
        self._in_hand = 0
        self._news = env.event()

    @property
    def waiting(self) -> int:
        """Records that are unread or in an invocation."""
        return self._line.waiting + self._in_hand

    def put(self, cohort: Cohort) -> None:
        """A record for each change. Without attribute delivery nobody reads them."""
        if self._system.delivery == "attribute":
            self._ledger.make(cohort)
            if cohort.kind is not Kind.NONE:
                self._ledger.last_change = self._env.now
            self._line.put(cohort)
            if not self._news.triggered:
                self._news.succeed()

    def run(self, pace: Pace, quota: Quota, backlog: Backlog) -> Generator[simpy.Event, None, None]:
        """The process."""
        while True:
            if not self._line.waiting:
                self._news = self._env.event()
                yield self._news
                yield self._env.timeout(declared.STREAM_WINDOW_SECONDS)
            for lost in self._line.forget(self._env.now - declared.RECORD_AGE_SECONDS):
                self._ledger.stream_lost += lost.size
            age = self._env.now - (self._line.oldest if self._line.oldest is not None else self._env.now)
            self._ledger.stream_age = max(self._ledger.stream_age, age)
            shards = self._table.shards
            batch = self._line.take(shards * self._system.stream_batch)
            self._ledger.settle([cohort for cohort in batch if cohort.kind is Kind.NONE], self._env.now)
            changes = [cohort for cohort in batch if cohort.kind is not Kind.NONE]
            within = 0 if age > self._system.behind_seconds else declared.STREAM_CALL_SECONDS
            written, until = self._write(changes, shards, within, pace, quota)
            rest = split(changes, total(written))[1]
            self._in_hand = total(changes)
            queueing = self._queueing_seconds(math.ceil(total(rest) / shards))
            yield self._env.timeout(max(until - self._env.now, 0) + self._system.overhead_seconds + queueing)
            self._in_hand = 0
            self._ledger.settle(written, self._env.now - queueing)
            self._ledger.deferred += total(rest)
            for cohort in rest:
                backlog.put(cohort)

    def _write(
        self, changes: list[Cohort], shards: int, within: float, pace: Pace, quota: Quota
    ) -> tuple[list[Cohort], float]:
        """What the shards write of their parts, and when the last of them is done."""
        taken, until, left = 0, self._env.now, total(changes)
        for shard in range(shards):
            part = left // (shards - shard)
            left -= part
            grant = pace.ask(part, within) if part else None
            if grant is None or not grant.count:
                continue
            accepted = quota.spend(grant.count, grant.begin, grant.seconds)
            self._ledger.calls += accepted
            if accepted < grant.count:
                refused = min(grant.count - accepted, declared.PROJECTION_WORKERS)
                self._ledger.calls += refused
                self._ledger.refused += refused
                pace.leave_free(declared.THROTTLED_PAUSE_SECONDS)
            taken += accepted
            until = max(until, grant.begin + grant.seconds + self._system.cognito_seconds)
        return split(changes, taken)[0], until

    def _queueing_seconds(self, users: int) -> float:
        messages = math.ceil(users / declared.QUEUE_BATCH)
        return math.ceil(messages / declared.QUEUE_WORKERS) * self._system.queue_seconds
