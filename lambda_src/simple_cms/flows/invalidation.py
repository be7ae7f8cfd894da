"""A batch of changes becomes one invalidation."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kit.batches import failures
from kit.each_record import each_record
from kit.errors import PermanentError, TransientError
from kit.logs import logger
from kit.records import shown
from simple_cms.rules.changes import changed_key
from simple_cms.rules.metrics import Metric
from simple_cms.rules.paths import paths_of, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.records import Record

Changes = dict[str, tuple[str, ...]]  # message id -> paths


class Distribution(Protocol):
    """What CloudFront does for us."""

    def invalidate(self, paths: Sequence[str], reference: str) -> None:
        """Forget what is kept under the paths; nothing where `reference` was used before."""


@dataclass(frozen=True, slots=True)
class Invalidating:
    """`index` is the document that a folder's path shows."""

    distribution: Distribution
    bucket: str
    index: str

    def batch(self, event: Any, deadline: Deadline, meter: Meter) -> dict[str, Any]:
        """Messages of the queue in, those that come again out."""
        changes: Changes = {}

        def read(record: Record) -> None:
            changes[record.identifier] = paths_of(changed_key(record.payload, self.bucket), self.index)

        unreadable = each_record(event, read, meter, refused=Metric.CHANGES_REFUSED)
        again = failures(self._invalidate(changes, deadline, meter))
        return {key: [*unreadable[key], *again[key]] for key in again}

    def _invalidate(self, changes: Changes, deadline: Deadline, meter: Meter) -> list[str]:
        """The messages that come again; where CloudFront refuses a path, only those that have it.

        It does not say which, so a refused group is halved, the largest groups first: should the time end
        before every such path is found, most of the others are done.
        """
        groups = deque([changes] if changes else [])
        refused: list[str] = []
        while groups:
            group = groups.popleft()
            paths = together(path for found in group.values() for path in found)
            try:
                self._ask(paths, reference(group), deadline)
            except TransientError as error:
                left = [name for waiting in (group, *groups) for name in waiting]
                meter.count(Metric.INVALIDATIONS_DELAYED)
                logger().warning("changes come again", error=str(error), counts={"messages": len(left)})
                return [*refused, *left]
            except PermanentError as error:
                if len(group) > 1:
                    groups.extend(_halves(group))
                    continue
                refused.extend(group)
                meter.count(Metric.CHANGES_REFUSED)
                logger().warning("change is refused", error=str(error), record=shown(refused[-1]))
            else:
                meter.count(Metric.INVALIDATIONS)
                meter.count(Metric.PATHS_INVALIDATED, len(paths))
        return refused

    def _ask(self, paths: Sequence[str], name: str, deadline: Deadline) -> None:
        if deadline.passed:
            raise TransientError("no time was left")
        self.distribution.invalidate(paths, name)


def reference(messages: Changes) -> str:
    """By which CloudFront knows an invalidation again: the same for the same messages, in whatever order."""
    return hashlib.sha256("\n".join(sorted(messages)).encode()).hexdigest()


def _halves(changes: Changes) -> tuple[Changes, Changes]:
    names = sorted(changes)  # of the same messages the same halves, and so the same references
    middle = len(names) // 2
    return {name: changes[name] for name in names[:middle]}, {name: changes[name] for name in names[middle:]}
