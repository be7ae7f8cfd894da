"""Projection: table -> campaign attribute, from the stream or from the backlog.

Why it converges. A change of a name in the table makes a stream record, and the record makes somebody
read the table, write the name, and read the table again until both agree. The last write of all was
therefore followed by a read that found the same name; and a later change would have made another write.
Nothing of this asks for an order: batches may come twice, late, or from two sides at once.

The table's name counts whether or not its window is over: a touch that is over leaves the table within a
minute, and its removal is what blanks the attribute. Were it blanked sooner, a re-entry into the same
journey would look like no change.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from attribution.rules.metrics import Metric
from kit.deadline import Deadline, for_each
from kit.errors import KitError, Throttled, TransientError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from attribution.rules.changes import Changes
    from attribution.rules.letters import Waiting
    from kit.metrics import Meter
    from kit.pacing import Pacer, Slots

WORKERS = 4  # enough to reach the pace when a call takes 100 ms
STREAM_SECONDS = 2  # what a batch of the stream may spend on calls before it defers the rest
BEHIND_SECONDS = 10  # a stream older than this defers everything, so that it catches up
ROUNDS = 5  # reads and writes for one user before the backlog gets it back
RETRY_DELAY_SECONDS = 5  # before a user who has to wait is tried again
THROTTLED_PAUSE_SECONDS = 1  # left to whoever else spends the quota


class Directory(Protocol):
    """The user pool, as projection needs it."""

    def set_campaign(self, username: str, value: str) -> bool:
        """Set the campaign attribute, or blank it with ``""``; False where there is no such user."""


class Names(Protocol):
    """The table, as projection needs it."""

    def journey_name(self, username: str) -> str | None:
        """The name that the table holds now (consistent read); None without an item."""


class Backlog(Protocol):
    """Users whose projection has to wait."""

    def add(self, users: Mapping[str, int], *, delay_seconds: int = 0) -> set[str]:
        """Queue users (username -> waiting since, epoch ms); returns those that could not be queued."""


class Result(Enum):
    """What became of one user; the value is the metric that counts it."""

    SET = Metric.ATTRIBUTES_SET
    BLANKED = Metric.ATTRIBUTES_BLANKED
    USER_NOT_FOUND = Metric.USERS_NOT_FOUND
    DEFERRED = Metric.PROJECTIONS_DEFERRED
    THROTTLED = Metric.ATTRIBUTE_UPDATES_THROTTLED
    FAILED = Metric.PROJECTIONS_FAILED


WAITING = {Result.DEFERRED, Result.THROTTLED}


class Projection:
    """Makes attributes equal the table, below the pace, and hands on what cannot be done now."""

    def __init__(
        self, *, directory: Directory, names: Names, backlog: Backlog, pacer: Pacer, meter: Meter
    ) -> None:
        self._directory = directory
        self._names = names
        self._backlog = backlog
        self._pacer = pacer
        self._meter = meter

    def from_stream(self, changes: Changes, deadline: Deadline, *, now: int) -> list[str]:
        """Project a reduced batch at `now` (epoch ms); returns the sequence numbers to send again.

        Whatever keeps one user from being written, the user goes to the backlog and the stream goes on.
        """
        behind = changes.written_at is not None and now / 1000 - changes.written_at > BEHIND_SECONDS
        results = self._settle_all(changes.changed, deadline.within(0 if behind else STREAM_SECONDS))
        rest = {user: now for user, result in results.items() if result in {*WAITING, Result.FAILED}}
        lost = self._backlog.add(rest) if rest else set()
        self._report(results.values(), unchanged=changes.unchanged, unreadable=len(changes.unreadable))
        return [changes.changed[user] for user in rest if user in lost] + changes.unreadable

    def from_backlog(self, letters: Mapping[str, Waiting], deadline: Deadline, *, now: int) -> set[str]:
        """Settle those who wait (message id -> who), at `now` (epoch ms); returns the failed message ids.

        What is throttled or out of time is queued anew, so that waiting never counts as failing and
        only what cannot succeed ends among the dead letters.
        """
        if not letters:
            return set()
        since: dict[str, int] = {}
        for waiting in letters.values():
            since[waiting.username] = min(waiting.since, since.get(waiting.username, waiting.since))
        results = self._settle_all(since, deadline)
        rest = {user: since[user] for user, result in results.items() if result in WAITING}
        failed = {user for user, result in results.items() if result is Result.FAILED}
        if rest:
            failed |= self._backlog.add(rest, delay_seconds=RETRY_DELAY_SECONDS)
        longest = (now - min(since.values())) / 1000
        self._meter.seconds(Metric.BACKLOG_WAIT, max(0, longest))  # the sender's clock may be ahead
        self._report(results.values())
        return {message for message, waiting in letters.items() if waiting.username in failed}

    def _settle_all(self, users: Iterable[str], deadline: Deadline) -> dict[str, Result]:
        users = list(users)
        slots = self._slots(len(users), deadline)
        settled = for_each(users, lambda user: self._settle(user, slots, deadline), workers=WORKERS)
        return dict(zip(users, settled, strict=True))

    def _settle(self, username: str, slots: Slots, deadline: Deadline) -> Result:
        if not slots.wait():
            return Result.DEFERRED
        try:
            name = self._names.journey_name(username)
            for _ in range(ROUNDS):
                result = self._write(username, name, slots)
                if result not in {Result.SET, Result.BLANKED}:
                    return result
                written, name = name, self._names.journey_name(username)
                if name == written:
                    return result
                if not self._slots(1, deadline).wait():
                    return Result.DEFERRED
        except KitError as error:
            return _failure(error)
        return Result.DEFERRED

    def _write(self, username: str, name: str | None, slots: Slots) -> Result:
        try:
            found = self._directory.set_campaign(username, name or "")
        except Throttled:
            self._make_way(slots)
            return Result.THROTTLED
        if not found:
            return Result.USER_NOT_FOUND
        return Result.BLANKED if name is None else Result.SET

    def _make_way(self, slots: Slots) -> None:
        """Someone else spends the quota too: the first refusal of a batch ends it."""
        if slots.give_up():
            with suppress(TransientError):
                self._pacer.leave_free(THROTTLED_PAUSE_SECONDS)

    def _slots(self, count: int, deadline: Deadline) -> Slots:
        """Moments for `count` writes; none where the pace cannot be had now, so that all are deferred."""
        try:
            return self._pacer.slots(count, deadline)
        except TransientError as error:
            logger().warning("pace cannot be had", error=str(error))
            return self._pacer.slots(0, deadline)

    def _report(self, results: Iterable[Result], **others: int) -> None:
        found = Counter(results)
        counts = {str(result.value): found[result] for result in Result}
        count_all(self._meter, {**counts, Metric.ATTRIBUTES_UNCHANGED: others.get("unchanged", 0)})
        logger().info("projected", counts={**counts, **others})


def _failure(error: KitError) -> Result:
    if isinstance(error, TransientError):
        return Result.DEFERRED
    logger().error("projection failed", error=str(error))
    return Result.FAILED
