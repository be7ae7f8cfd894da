"""What became of every touch and every change: nothing may vanish without an entry here."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulations.cohorts import Cohort, Kind

TIMELINE_STEP_SECONDS = 300


@dataclass(slots=True)
class Ledger:
    """Counts of one run, written by its processes."""

    touches_sent: int = 0  # asked of the tagging function
    touches: int = 0  # recorded, repeats included
    touches_lost: int = 0  # the tagging call timed out
    most_touches_waiting: int = 0
    partitions: int = 0
    made: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    settled: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    calls: int = 0
    refused: int = 0
    deferred: int = 0
    stream_lost: int = 0  # records older than the mapping's limit
    backlog_lost: int = 0  # messages older than the queue's retention
    stream_age: float = 0
    expiration_lag: float = 0
    most_waiting: int = 0
    most_waiting_at: float = 0
    oldest_message: float = 0
    last_touch: float = 0
    last_change: float = 0
    last_settled: dict[Kind, float] = field(default_factory=dict)
    timeline: list[tuple[float, int]] = field(default_factory=list)
    _late: dict[Kind, dict[int, int]] = field(default_factory=lambda: {kind: {} for kind in Kind})

    def make(self, cohort: Cohort) -> None:
        """A change has begun."""
        self.made[cohort.kind] += cohort.size

    def settle(self, cohorts: list[Cohort], at: float) -> None:
        """These attributes are right from `at` on."""
        for cohort in cohorts:
            self.settled[cohort.kind] += cohort.size
            self.last_settled[cohort.kind] = max(at, self.last_settled.get(cohort.kind, 0))
            seconds = max(0, round(at - cohort.since))
            late = self._late[cohort.kind]
            late[seconds] = late.get(seconds, 0) + cohort.size

    def backlog(self, waiting: int, at: float) -> None:
        """The backlog's length has changed."""
        if waiting > self.most_waiting:
            self.most_waiting, self.most_waiting_at = waiting, at
        if not self.timeline or at - self.timeline[-1][0] >= TIMELINE_STEP_SECONDS or waiting == 0:
            self.timeline.append((at, waiting))

    def lateness(self, kind: Kind, share: float) -> float:
        """Seconds within which that share of the settled changes was right; 0 where there were none."""
        late = sorted(self._late[kind].items())
        wanted, seen = share * self.settled[kind], 0
        for seconds, count in late:
            seen += count
            if seen >= wanted:
                return seconds
        return 0
