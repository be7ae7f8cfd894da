"""The backlog in SQS: whoever found no moment waits here, and two invocations at a time settle them.

Where the stream is quiet, a long backlog is drained in groups of several batches: the pace is the same, the
events are fewer. Where it is not, groups would take moments from the stream that it gets in reality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulations import declared
from simulations.cohorts import Cohort, Line, split, total

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simulations.cognito import Grant, Pace, Quota
    from simulations.ledger import Ledger
    from simulations.parameters import System

GROUP_SECONDS = 10  # the longest group, at the pace: two of them fit into an invocation's time
QUIET_SECONDS = 90  # longer than between two sweeps
SHORT_BACKLOG = 5  # groups: below, batch by batch


class Backlog:
    """Changes wait here until Cognito takes them."""

    def __init__(self, env: simpy.Environment, system: System, ledger: Ledger) -> None:
        self._env, self._system, self._ledger = env, system, ledger
        self._line = Line()
        self._news = env.event()
        self._delayed = 0
        self._in_hand = 0

    @property
    def waiting(self) -> int:
        """Everybody who is not settled: in the queue, in an invocation, or put back with a delay."""
        return self._line.waiting + self._delayed + self._in_hand

    def put(self, cohort: Cohort) -> None:
        """Another message per change."""
        self._line.put(cohort._replace(entered=self._env.now))
        self._ledger.backlog(self.waiting, self._env.now)
        if not self._news.triggered:
            self._news.succeed()

    def run(self, pace: Pace, quota: Quota) -> Generator[simpy.Event, None, None]:
        """One of the invocations that drain it, again and again."""
        while True:
            if not self._line.waiting:
                if self._news.triggered:
                    self._news = self._env.event()
                yield self._news
                continue
            self._forget()
            group = self._line.take(self._size())
            self._in_hand += total(group)
            grant = pace.ask(total(group), declared.BACKLOG_CALL_SECONDS)
            written = self._spend(grant, quota)
            until = (
                grant.begin + grant.seconds + self._system.cognito_seconds if grant.count else self._env.now
            )
            yield self._env.timeout(max(0.0, until - self._env.now) + self._system.overhead_seconds)
            if written < grant.count:
                pace.leave_free(declared.THROTTLED_PAUSE_SECONDS)
            done, rest = split(group, written)
            self._in_hand -= total(group)
            self._ledger.settle(done, self._env.now)
            if rest:
                self._delayed += total(rest)
                self._env.process(self._later(rest))
            self._ledger.backlog(self.waiting, self._env.now)

    def _spend(self, grant: Grant, quota: Quota) -> int:
        if not grant.count:
            return 0
        accepted = quota.spend(grant.count, grant.begin, grant.seconds)
        refused = min(grant.count - accepted, declared.PROJECTION_WORKERS)
        self._ledger.calls += accepted + refused
        self._ledger.refused += refused
        return accepted

    def _size(self) -> int:
        batch = declared.BACKLOG_BATCH
        busy = self._env.now - self._ledger.last_change < QUIET_SECONDS
        if busy or self._system.refusals_possible:  # a refusal ends a batch, so groups would end too early
            return batch
        longest = max(batch, int(GROUP_SECONDS * self._system.update_rate))
        return max(batch, min(longest, self._line.waiting // SHORT_BACKLOG))

    def _forget(self) -> None:
        for lost in self._line.forget(self._env.now - declared.BACKLOG_SECONDS):
            self._ledger.backlog_lost += lost.size
        if self._line.oldest is not None:
            age = self._env.now - self._line.oldest
            self._ledger.oldest_message = max(self._ledger.oldest_message, age)

    def _later(self, rest: list[Cohort]) -> Generator[simpy.Event, None, None]:
        yield self._env.timeout(declared.RETRY_DELAY_SECONDS)
        self._delayed -= total(rest)
        for cohort in rest:
            self.put(cohort)
