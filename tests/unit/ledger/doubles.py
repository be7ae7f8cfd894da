"""The ports of the ledger in memory, and a table of touches whose history is known."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attribution.rules.touch import Touch
from kit.deadline import Deadline
from ledger.rules.shards import PlaceForgottenError, Shard, ShardForgottenError
from tests.support.doubles import MemoryTable

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_795_170_000_000
NAMES = {"spring": "Spring", "summer": "Summer sale", "autumn": "Herbst & Ähre"}


@dataclass
class Clock:
    """Monotonic seconds that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def deadline(self, seconds: float) -> Deadline:
        return Deadline(self.now + seconds, lambda: self.now)


@dataclass
class MemoryLake:
    """A delivery stream that keeps all it takes; `refuse` is asked of each request, place by place."""

    lines: list[bytes] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)  # how many lines each had
    refuse: Callable[[int, bytes], bool] = lambda _place, _line: False
    error: Callable[[], Exception | None] = lambda: None

    def put(self, lines):
        self.requests.append(len(lines))
        if error := self.error():
            raise error
        refused = [place for place, line in enumerate(lines) if self.refuse(place, line)]
        self.lines += [line for place, line in enumerate(lines) if place not in refused]
        return refused

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What a query sees: each entry once, in the order of the stream."""
        found = {row["entry_id"]: row for row in map(json.loads, self.lines)}
        return sorted(found.values(), key=lambda row: row["sequence_number"])


@dataclass
class MemoryStream:
    """Shards with their records; pages of at most `page_size`, each followed by `gap` empty ones.

    Those that are not `closed` go on with empty pages for ever. `trimmed` holds numbers of forgotten records.
    """

    shards_: dict[str, list[dict[str, Any]]]
    page_size: int = 2
    gap: int = 1
    closed: set[str] = field(default_factory=set)
    trimmed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    read: Counter[str] = field(default_factory=Counter)
    error: Callable[[], Exception | None] = lambda: None

    def shards(self):
        return [Shard(name, name in self.closed) for name in sorted(self.shards_)]

    def pages(self, shard, after):
        if error := self.error():
            raise error
        self.read[shard] += 1
        if shard in self.gone:
            raise ShardForgottenError
        if after in self.trimmed:
            raise PlaceForgottenError
        numbers = [number_of(record) for record in self.shards_[shard]]
        begin = numbers.index(after) + 1 if after else 0
        rest = [one for one in self.shards_[shard][begin:] if number_of(one) not in self.trimmed]
        for start in range(0, len(rest), self.page_size):
            yield rest[start : start + self.page_size]
            yield from ([] for _ in range(self.gap))
        while shard not in self.closed:
            yield []


def number_of(record: dict[str, Any]) -> str:
    """The record's sequence number."""
    return record["dynamodb"]["SequenceNumber"]


class History:
    """A table of touches and, told beside it, what happened: rows without ids and numbers."""

    def __init__(self) -> None:
        self.now = NOW  # epoch milliseconds, as the services' clocks have it
        self.table = MemoryTable(clock=lambda: self.now // 1000)
        self.told: list[dict[str, Any]] = []

    def touch(self, user: str, journey: str, *, ago: int = 0, window: int = 60_000) -> None:
        """A touch `ago` milliseconds before now, with a window in milliseconds."""
        at = (self.now - ago) // 1000 * 1000
        new = Touch(
            username=user,
            journey_id=journey,
            journey_name=NAMES[journey],
            touched_at=at,
            expires_at=(at + window) // 1000,
            source="direct",
        )
        held = self.table.items.get(user)
        if self.table.record(new) == "superseded" or new == held:
            return
        if held is None or held.expires_at * 1000 <= at:
            self._tell("touch", new)
        else:
            self._tell("repeat" if held.journey_id == journey else "replacement", new, held)

    def sweep(self) -> None:
        """What the expiration function does."""
        for user, held in list(self.table.items.items()):
            if self.table.remove_if_due(user, self.now // 1000):
                self._tell("expiry", held)

    def forget(self, user: str) -> None:
        """What an operator does; an item that is over may be met, too."""
        held = self.table.items.pop(user, None)
        if held is not None:
            self.table._emit(held, None)
            over = (held.expires_at - 5) * 1000 <= self.now // 1000 * 1000
            self._tell("expiry" if over else "removal", held)

    def _tell(self, kind: str, touch: Touch, before: Touch | None = None) -> None:
        self.told.append(
            {
                "kind": kind,
                "recorded_at": self.now // 1000 * 1000,
                "username": touch.username,
                "journey_id": touch.journey_id,
                "journey_name": touch.journey_name,
                "source": touch.source,
                "touched_at": touch.touched_at,
                "expires_at": touch.expires_at,
                "previous_journey_id": before and before.journey_id,
                "previous_journey_name": before and before.journey_name,
                "previous_touched_at": before and before.touched_at,
                "previous_expires_at": before and before.expires_at,
            }
        )


def without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as `History.told` has them."""
    return [
        {name: value for name, value in row.items() if name not in {"entry_id", "sequence_number"}}
        for row in rows
    ]
