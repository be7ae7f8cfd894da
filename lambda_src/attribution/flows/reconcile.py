"""Reconciliation: find users whose attribute may differ from the table, and queue them for the projection.

Nothing is written here. Whoever is found goes to the backlog, and the projection settles the user at its
pace, from the table as it is then. So a reconciliation may run twice, stop anywhere, and meet live traffic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from attribution.rules.metrics import Metric
from attribution.rules.touch import Reason
from attribution.rules.username import username_from
from kit.errors import BadInput, TransientError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from attribution.flows.projection import Backlog
    from attribution.rules.walk import Walk
    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.pacing import Pacer


class Page(NamedTuple):
    """What came of one page of the table or of the pool."""

    queue: list[str]  # usernames
    users: int  # looked at
    skipped: int = 0  # whose name can be no key of the table, so that no touch can be theirs


class Touches(Protocol):
    """The table, as reconciliation needs it."""

    def segment(self, number: int, *, of: int) -> Iterator[list[str]]:
        """Pages of usernames in one of the table's segments."""

    def journey_names(self, usernames: Sequence[str]) -> Mapping[str, str]:
        """The names that the table holds now (consistent read); users without a touch are missing."""


class Users(Protocol):
    """The user pool, as reconciliation needs it."""

    def campaigns(self, prefix: str, before_each_call: Callable[[], None]) -> Iterator[list[tuple[str, str]]]:
        """Pages of (username, value of the campaign attribute) of users whose `sub` begins so."""


class Reconciliation:
    """Walks segment after segment, as far as the time allows."""

    def __init__(
        self, *, table: Touches, pool: Users, backlog: Backlog, pacer: Pacer, case_sensitive: bool
    ) -> None:
        self._table = table
        self._pool = pool
        self._backlog = backlog
        self._pacer = pacer
        self._case_sensitive = case_sensitive

    def run(self, walk: Walk, deadline: Deadline, meter: Meter, *, now: int) -> dict[str, Any]:
        """Walk from `walk` on, at `now` (epoch ms); the answer says what to call with to go on.

        ``{"done": bool, "resume": payload or None, "stopped": why or None, "counts": {…}}``. A segment that
        was begun is walked again; `BadInput` where one alone takes longer than a call has.
        """
        counts = {"users": 0, "queued": 0, "skipped": 0, "segments": 0}
        begun, stopped = walk, None
        try:
            while not walk.over and not deadline.passed:
                for page in self._pages(walk, deadline):
                    counts["users"] += page.users
                    counts["skipped"] += page.skipped
                    self._queue(page.queue, now)
                    counts["queued"] += len(page.queue)
                walk = walk.on()
                counts["segments"] += 1
        except _OutOfTimeError:
            if walk == begun:
                text = f"segment {walk.next_segment} of {walk.segments} takes longer than a call has"
                raise BadInput(f"{text}: use more segments") from None
        except TransientError as error:
            stopped = str(error)
        count_all(
            meter,
            {Metric.USERS_RECONCILED: counts["users"], Metric.USERS_REQUEUED: counts["queued"]},
        )
        logger().info("reconciled", counts={**counts, "next_segment": walk.next_segment})
        resume = None if walk.over else walk.payload()
        return {"done": walk.over, "resume": resume, "stopped": stopped, "counts": counts}

    def _pages(self, walk: Walk, deadline: Deadline) -> Iterator[Page]:
        """Page by page; `_OutOfTimeError` before one that would be begun too late."""
        pages = self._holders(walk) if walk.walk == "table" else self._differing(walk, deadline)
        for number, page in enumerate(pages):
            if number and deadline.passed:
                raise _OutOfTimeError
            yield page

    def _holders(self, walk: Walk) -> Iterator[Page]:
        for usernames in self._table.segment(walk.next_segment, of=walk.segments):
            yield Page(usernames, len(usernames))

    def _differing(self, walk: Walk, deadline: Deadline) -> Iterator[Page]:
        def keep_pace() -> None:
            if not self._pacer.slots(1, deadline).wait():
                raise _OutOfTimeError

        for users in self._pool.campaigns(walk.prefix, keep_pace):
            read = [
                (username_from(user, case_sensitive=self._case_sensitive), value) for user, value in users
            ]
            seen = {name: campaign for name, campaign in read if not isinstance(name, Reason)}
            due = self._table.journey_names(list(seen)) if seen else {}
            differing = [name for name, campaign in seen.items() if due.get(name, "") != campaign]
            yield Page(differing, len(users), sum(isinstance(name, Reason) for name, _ in read))

    def _queue(self, usernames: list[str], now: int) -> None:
        if usernames and self._backlog.add(dict.fromkeys(usernames, now)):
            raise TransientError("the backlog did not take everyone")


class _OutOfTimeError(Exception):
    """The call has to end."""
