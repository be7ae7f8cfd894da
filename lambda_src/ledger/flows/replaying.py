"""Replay: what the table's stream remembers of some hours, into the ledger once more.

The entries have the ids that they had before, so that a query sees each once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from kit.errors import TransientError
from kit.logs import logger
from ledger.flows.reading import read
from ledger.rules.entries import sequence_number_of
from ledger.rules.metrics import Metric
from ledger.rules.replay import forgotten
from ledger.rules.shards import PlaceForgottenError, ShardForgottenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.deadline import Deadline
    from kit.metrics import Meter
    from ledger.flows.writing import Writing
    from ledger.rules.replay import Replay
    from ledger.rules.shards import Shard

# An open shard never says that it is at its end, and pages without records may come before those with some
# (API reference, GetRecords): so many in a row are taken for the end, and the answer says so.
EMPTY_PAGES = 100

SHARD_GONE = "the stream has forgotten the shard; what of it was not yet replayed is lost"
PLACE_GONE = "the stream has forgotten where the replay was; it went on with the oldest record that is left"


class TouchStream(Protocol):
    """The table's stream, which remembers for 24 hours."""

    def shards(self) -> Sequence[Shard]:
        """All shards, sorted: one that is made meanwhile comes behind them."""

    def pages(self, shard: str, after: str | None) -> Iterator[list[dict[str, Any]]]:
        """Pages of a shard's records, some empty, from its beginning or behind a sequence number on.

        Those of an open shard do not end. `PlaceForgottenError`: not behind that number any more;
        `ShardForgottenError`: not at all.
        """


class Replaying:
    """One call of a replay: shard by shard and page by page, as far as the time allows."""

    def __init__(self, stream: TouchStream, writing: Writing, replay: Replay, deadline: Deadline) -> None:
        self._stream = stream
        self._writing = writing
        self._deadline = deadline
        self._place = replay
        self._counts = {"shards": 0, "open_shards": 0, "records": 0, "entries": 0, "unreadable": 0}
        self._problems: list[dict[str, str]] = []

    def run(self, meter: Meter, *, now: int) -> dict[str, Any]:
        """Go on at `now` (epoch ms); the answer says what to call with to go further.

        ``{"done": bool, "resume": payload or None, "stopped": why or None, "counts": {…}, "problems": […]}``
        """
        problem, stopped = forgotten(self._place, now=now), None
        if problem is not None:
            self._problems.append(problem)
        try:
            done = self._walk()
        except TransientError as error:
            done, stopped = False, str(error)
        meter.count(Metric.LEDGER_ENTRIES_REPLAYED, self._counts["entries"])
        logger().info("ledger replayed", counts=self._counts)
        return {
            "done": done,
            "resume": None if done else self._place.payload(),
            "stopped": stopped,
            "counts": self._counts,
            "problems": self._problems,
        }

    def _walk(self) -> bool:
        begun, after = self._place.shard, self._place.after
        shards = self._stream.shards()
        if begun is not None and begun not in {shard.id for shard in shards}:
            self._tell(begun, SHARD_GONE)
        for shard in shards:
            if begun is not None and shard.id < begun:
                continue
            self._place = self._place.at(shard.id, after if shard.id == begun else None)
            if self._deadline.passed or not self._read(shard):
                return False
        return True

    def _read(self, shard: Shard) -> bool:
        """Whether there was time for all of the shard that the stream still has, and that was asked for."""
        try:
            return self._pages(shard)
        except PlaceForgottenError:
            self._tell(shard.id, PLACE_GONE)
            self._place = self._place.at(shard.id)
            return self._read(shard)
        except ShardForgottenError:
            self._tell(shard.id, SHARD_GONE)
            return True

    def _pages(self, shard: Shard) -> bool:
        empty = 0
        for page in self._stream.pages(shard.id, self._place.after):
            if self._deadline.passed:
                return False
            if page and self._write(page):
                break
            empty = 0 if page else empty + 1
            if empty == EMPTY_PAGES and not shard.closed:
                self._counts["open_shards"] += 1
                break
        self._counts["shards"] += 1
        return True

    def _tell(self, shard: str, remark: str) -> None:
        self._problems.append({"shard": shard, "remark": remark})

    def _write(self, page: Sequence[dict[str, Any]]) -> bool:
        """Whether all of the page, and so of what is behind it, is later than what was asked for."""
        found = read(page)
        due = [
            line
            for entry, line in zip(found.entries, found.lines, strict=True)
            if self._place.wants(entry.recorded_at)
        ]
        left = self._writing.write(due, self._deadline)
        self._counts["records"] += len(page)
        self._counts["entries"] += len(due) - len(left)
        self._counts["unreadable"] += found.unreadable
        if left:
            raise TransientError("the delivery stream did not take all entries of a page")
        self._place = replace(self._place, after=sequence_number_of(page[-1]))
        return bool(found.entries) and all(entry.recorded_at >= self._place.end for entry in found.entries)
