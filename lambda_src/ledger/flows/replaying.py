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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.deadline import Deadline
    from kit.metrics import Meter
    from ledger.flows.writing import Writing
    from ledger.rules.replay import Replay


class TouchStream(Protocol):
    """The table's stream, which remembers for 24 hours."""

    def shards(self) -> Sequence[str]:
        """Ids of all shards, sorted: one that is made meanwhile comes behind them."""

    def pages(self, shard: str, after: str | None) -> Iterator[list[dict[str, Any]]]:
        """Pages of a shard's records, some empty, from its beginning or behind a sequence number on."""


class Replaying:
    """One call of a replay: shard by shard and page by page, as far as the time allows."""

    def __init__(self, stream: TouchStream, writing: Writing, replay: Replay, deadline: Deadline) -> None:
        self._stream = stream
        self._writing = writing
        self._deadline = deadline
        self._place = replay
        self._counts = {"shards": 0, "records": 0, "entries": 0, "unreadable": 0}

    def run(self, meter: Meter, *, now: int) -> dict[str, Any]:
        """Go on at `now` (epoch ms); the answer says what to call with to go further.

        ``{"done": bool, "resume": payload or None, "stopped": why or None, "counts": {…}, "problems": […]}``
        """
        problem, stopped = forgotten(self._place, now=now), None
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
            "problems": [] if problem is None else [problem],
        }

    def _walk(self) -> bool:
        begun, after = self._place.shard, self._place.after
        for shard in self._stream.shards():
            if begun is not None and shard < begun:
                continue
            self._place = self._place.at(shard, after if shard == begun else None)
            if self._deadline.passed or not self._read(shard):
                return False
            self._counts["shards"] += 1
        return True

    def _read(self, shard: str) -> bool:
        """Whether there was time for the whole shard, or for all of it that was asked for."""
        for page in self._stream.pages(shard, self._place.after):
            if self._deadline.passed:
                return False
            if page and self._write(page):
                break
        return True

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
