"""Projection: table -> campaign attribute, from the stream or from the backlog.

Why it converges. Records of one user arrive in order, so the stream's last write of a name is the
table's last name, unless it was deferred. Whoever drains the backlog reads the table again after each
write, and writes again while the two differ. The table's name counts whether or not its window is
over: a touch that is over leaves the table within a minute, and its removal is what blanks the
attribute. Were it blanked sooner, a re-entry into the same journey would look like no change.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kit.deadline import Deadline, for_each
from kit.errors import KitError, Throttled, TransientError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attribution.rules.changes import Changes
    from kit.metrics import Meter
    from kit.pacing import Pacer, Slots

WORKERS = 4  # enough to reach the pace when a call takes 100 ms
STREAM_SECONDS = 2  # what a batch of the stream may spend on calls before it defers the rest
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

    def add(self, usernames: Sequence[str], *, delay_seconds: int = 0) -> set[str]:
        """Queue the users; returns those that could not be queued."""


class Result(Enum):
    """What became of one user; the value is the metric that counts it."""

    SET = "AttributesSet"
    BLANKED = "AttributesBlanked"
    USER_NOT_FOUND = "UsersNotFound"
    DEFERRED = "ProjectionsDeferred"  # no time, no slot, or a fault that passes
    THROTTLED = "AttributeUpdatesThrottled"  # Cognito said so
    FAILED = "ProjectionsFailed"


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

    def from_stream(self, changes: Changes, deadline: Deadline) -> list[str]:
        """Project a reduced batch; returns the sequence numbers that the stream has to send again.

        Whatever keeps one user from being written, the user goes to the backlog and the stream goes on.
        """
        slots = self._slots(len(changes.changed), deadline.within(STREAM_SECONDS))
        results = for_each(
            changes.changed,
            lambda change: self._write(change.username, change.journey_name, slots),
            workers=WORKERS,
        )
        waiting = {
            change.username: change.sequence_number
            for change, result in zip(changes.changed, results, strict=True)
            if result in {*WAITING, Result.FAILED}
        }
        lost = self._backlog.add(list(waiting)) if waiting else set()
        self._report(results, unchanged=changes.unchanged, unreadable=len(changes.unreadable))
        return [waiting[username] for username in waiting if username in lost] + changes.unreadable

    def from_backlog(self, usernames: Mapping[str, str], deadline: Deadline) -> set[str]:
        """Settle the users of `usernames` (message id -> username); returns the failed message ids.

        What is throttled or out of time is queued anew, so that waiting never counts as failing and
        only what cannot succeed ends among the dead letters.
        """
        users = list(dict.fromkeys(usernames.values()))
        slots = self._slots(len(users), deadline)
        settled = for_each(users, lambda user: self._settle(user, slots, deadline), workers=WORKERS)
        results = dict(zip(users, settled, strict=True))
        waiting = [user for user, result in results.items() if result in WAITING]
        failed = {user for user, result in results.items() if result is Result.FAILED}
        if waiting:
            failed |= self._backlog.add(waiting, delay_seconds=RETRY_DELAY_SECONDS)
        self._report(results.values())
        return {message for message, user in usernames.items() if user in failed}

    def _settle(self, username: str, slots: Slots, deadline: Deadline) -> Result:
        try:
            name = self._names.journey_name(username)
            for _ in range(ROUNDS):
                result = self._write(username, name, slots)
                if result not in {Result.SET, Result.BLANKED}:
                    return result
                written, name = name, self._names.journey_name(username)
                if name == written:
                    return result
                slots = self._slots(1, deadline)
        except KitError as error:
            return _failure(error)
        return Result.DEFERRED

    def _slots(self, count: int, deadline: Deadline) -> Slots:
        """Moments for `count` writes; none where the pace cannot be had now, so that all are deferred."""
        try:
            return self._pacer.slots(count, deadline)
        except TransientError as error:
            logger().warning("pace cannot be had", error=str(error))
            return self._pacer.slots(0, deadline)

    def _write(self, username: str, name: str | None, slots: Slots) -> Result:
        if not slots.wait():
            return Result.DEFERRED
        try:
            found = self._directory.set_campaign(username, name or "")
        except Throttled:
            return Result.THROTTLED
        except KitError as error:
            return _failure(error)
        if not found:
            return Result.USER_NOT_FOUND
        return Result.BLANKED if name is None else Result.SET

    def _report(self, results: Iterable[Result], **others: int) -> None:
        found = Counter(results)
        counts = {result.value: found[result] for result in Result}
        count_all(self._meter, {**counts, "AttributesUnchanged": others.get("unchanged", 0)})
        logger().info("projected", counts={**counts, **others})
        if found[Result.THROTTLED]:
            with suppress(TransientError):
                self._pacer.leave_free(THROTTLED_PAUSE_SECONDS)


def _failure(error: KitError) -> Result:
    if isinstance(error, TransientError):
        return Result.DEFERRED
    logger().error("projection failed", error=str(error))
    return Result.FAILED
