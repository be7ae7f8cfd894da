"""Expiration: remove the touches whose window is over, on time."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from attribution.rules.metrics import Metric
from attribution.rules.touch import EXPIRY_SHARDS
from kit.deadline import Deadline, for_each
from kit.errors import KitError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.metrics import Meter

WORKERS = 16


class DueTouches(Protocol):
    """The table, as expiration needs it."""

    def due(self, shard: int, now: int) -> Iterator[list[tuple[str, int]]]:
        """Pages of (username, expires_at) in a shard with ``expires_at <= now``, earliest first."""

    def remove_if_due(self, username: str, now: int) -> bool:
        """Delete the item if its `expires_at` is still ``<= now``; False if a re-entry moved it."""


def sweep(table: DueTouches, *, now: int, deadline: Deadline, meter: Meter) -> dict[str, int]:
    """Remove everything due at `now` (epoch seconds), as far as the time allows; the next sweep goes on.

    A page of every shard at a time: the oldest go first, and the deletes meet all keys of the index, each of
    which takes 1,000 a second. What cannot be read or removed keeps nothing else. If anything failed, the
    first error is raised at the end, so that the function's error alarm speaks.
    """
    removed, survived, worst_lag = 0, 0, 0
    errors: list[KitError] = []

    def remove(username: str) -> bool | KitError | None:
        if deadline.passed:
            return None
        try:
            return table.remove_if_due(username, now)
        except KitError as error:
            return error

    shards = [table.due(shard, now) for shard in range(EXPIRY_SHARDS)]
    while shards and not deadline.passed:
        due: list[tuple[str, int]] = []
        for shard in list(shards):
            try:
                page = next(shard, [])
            except KitError as error:
                errors.append(error)
                page = []
            due += page
            if not page:
                shards.remove(shard)
        due.sort(key=itemgetter(1))  # the oldest first, which also mixes the shards
        results = for_each([username for username, _ in due], remove, workers=WORKERS)
        errors += [result for result in results if isinstance(result, KitError)]
        removed += results.count(True)
        survived += results.count(False)
        worst_lag = max([worst_lag, *(now - expires_at for _, expires_at in due)])
    counts: dict[str, int] = {
        Metric.TOUCHES_EXPIRED: removed,
        Metric.TOUCHES_REENTERED: survived,
        Metric.EXPIRATIONS_FAILED: len(errors),
    }
    count_all(meter, counts)
    meter.seconds(Metric.EXPIRATION_LAG, worst_lag)
    logger().info("swept", counts={**counts, "worst_lag_seconds": worst_lag})
    if errors:
        raise errors[0]
    return {"expired": removed, "reentered": survived}
