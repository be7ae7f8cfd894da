"""Stand-ins for the ports of the flows, in memory. `unit/attribution/test_port_contracts.py` holds the
table, the directory and the backlog to the same behaviour as the adapters have on moto."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attribution.rules.lookback import iso
from attribution.rules.touch import Outcome, Touch, expiry_shard
from kit.errors import KitError, Throttled
from kit.pacing import OwnTimetable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from attribution.rules.parsed import Note
    from attribution.rules.touch import Journey


class RecordingMeter:
    """Keeps every number, as `{name: sum}` and, with dimensions, `{(name, values): sum}`."""

    def __init__(self) -> None:
        self.counts: Counter[Any] = Counter()
        self.durations: dict[str, list[float]] = {}

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        self.counts[(name, *dimensions.values()) if dimensions else name] += value

    def seconds(self, name: str, value: float) -> None:
        self.durations.setdefault(name, []).append(value)


@dataclass
class Context:
    """Lambda's context object, with a clock that the test can run down."""

    remaining_seconds: float = 60.0
    aws_request_id: str = "request-1"
    function_name: str = "function"

    def get_remaining_time_in_millis(self) -> int:
        return int(self.remaining_seconds * 1000)


def item_of(touch: Touch) -> dict[str, dict[str, str]]:
    """The DynamoDB item of a touch."""
    return {
        "username": {"S": touch.username},
        "journey_id": {"S": touch.journey_id},
        "journey_name": {"S": touch.journey_name},
        "touched_at": {"N": str(touch.touched_at)},
        "expires_at": {"N": str(touch.expires_at)},
        "expires_on": {"S": iso(touch.expires_at)},
        "expiry_shard": {"N": str(expiry_shard(touch.username))},
        "source": {"S": touch.source},
    }


@dataclass
class MemoryTable:
    """The table of touches and its stream."""

    items: dict[str, Touch] = field(default_factory=dict)
    stream: list[dict[str, Any]] = field(default_factory=list)
    fail: Callable[[str], KitError | None] = lambda _operation: None
    clock: Callable[[], float] = lambda: 0.0  # epoch seconds

    def record(self, touch: Touch) -> Outcome:
        self._maybe_fail("record")
        old = self.items.get(touch.username)
        if old is not None and old.touched_at > touch.touched_at:
            return Outcome.SUPERSEDED
        self.items[touch.username] = touch
        self._emit(old, touch)
        return Outcome.RECORDED

    def journey_name(self, username: str) -> str | None:
        self._maybe_fail("journey_name")
        touch = self.items.get(username)
        return None if touch is None else touch.journey_name

    def current(self, username: str) -> tuple[str, int] | None:
        self._maybe_fail("current")
        touch = self.items.get(username)
        return None if touch is None else (touch.journey_name, touch.expires_at)

    def due(self, shard: int, now: int) -> Iterator[list[tuple[str, int]]]:
        self._maybe_fail("due")
        page = sorted(
            (touch.expires_at, username)
            for username, touch in self.items.items()
            if expiry_shard(username) == shard and touch.expires_at <= now
        )
        yield [(username, expires_at) for expires_at, username in page]

    def remove_if_due(self, username: str, now: int) -> bool:
        self._maybe_fail("remove_if_due")
        touch = self.items.get(username)
        if touch is None or touch.expires_at > now:
            return False
        del self.items[username]
        self._emit(touch, None)
        return True

    def _maybe_fail(self, operation: str) -> None:
        error = self.fail(operation)
        if error is not None:
            raise error

    def _emit(self, old: Touch | None, new: Touch | None) -> None:
        if old == new:  # DynamoDB makes no record of a write that changes nothing
            return
        username = (new or old).username  # type: ignore[union-attr]
        images = {}
        if old is not None:
            images["OldImage"] = item_of(old)
        if new is not None:
            images["NewImage"] = item_of(new)
        self.stream.append(
            {
                "eventID": str(len(self.stream)),
                "eventName": "REMOVE" if new is None else "INSERT" if old is None else "MODIFY",
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "ApproximateCreationDateTime": self.clock(),
                    "Keys": {"username": {"S": username}},
                    **images,
                    "SequenceNumber": str(len(self.stream) + 1).zfill(21),
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            }
        )


@dataclass
class MemoryDirectory:
    """A user pool that can throttle, and lacks the users it was not given."""

    users: dict[str, str]
    fail: Callable[[str], KitError | None] = lambda _username: None
    calls: list[tuple[str, str]] = field(default_factory=list)

    def set_campaign(self, username: str, value: str) -> bool:
        error = self.fail(username)
        if error is not None:
            raise error
        self.calls.append((username, value))
        if username not in self.users:
            return False
        self.users[username] = value
        return True


@dataclass
class MemoryBacklog:
    """A queue of usernames that can be out of reach."""

    messages: list[str] = field(default_factory=list)
    since: dict[str, int] = field(default_factory=dict)
    reachable: bool = True

    def add(self, users: Mapping[str, int], *, delay_seconds: int = 0) -> set[str]:
        assert delay_seconds >= 0
        if not self.reachable:
            return set(users)
        self.messages.extend(users)
        self.since.update(users)
        return set()


class MemoryTimetable(OwnTimetable):
    """The shared timetable of the pace, which can be out of reach."""

    fail: Callable[[], KitError | None] = staticmethod(lambda: None)  # type: ignore[assignment]

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        error = self.fail()
        if error is not None:
            raise error
        return super().reserve(length, now=now, latest=latest)

    @property
    def next_free(self) -> int:
        return self._next_free or 0

    @next_free.setter
    def next_free(self, moment: int) -> None:
        self._next_free = moment


def throttled(_subject: str) -> KitError:
    """A fault for `fail`: everything is throttled."""
    return Throttled("refused with TooManyRequestsException")


@dataclass
class MemoryLookups:
    """The table of lookups, which can be out of reach."""

    notes: dict[str, Note] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    fail: Callable[[str], KitError | None] = lambda _operation: None

    def remember(self, notes: Sequence[Note], *, now: int) -> None:
        assert now >= 0
        self._maybe_fail("remember")
        for note in notes:
            held = self.notes.get(note.reference)
            if held is None or note.told_at >= held.told_at:
                self.notes[note.reference] = note

    def find(self, references: Sequence[str]) -> dict[str, Note]:
        self._maybe_fail("find")
        return {reference: self.notes[reference] for reference in references if reference in self.notes}

    def first_seen(self, call: str, *, now: int) -> int:
        self._maybe_fail("first_seen")
        return self.calls.setdefault(call, now)

    def _maybe_fail(self, operation: str) -> None:
        error = self.fail(operation)
        if error is not None:
            raise error


class Names:
    """A look-up of journeys' names that answers from a dictionary and counts."""

    def __init__(self, names: Mapping[str, str] | None = None, error: KitError | None = None) -> None:
        self.names, self.error, self.asked = dict(names or {}), error, list[str]()

    def name_of(self, journey: Journey) -> str | None:
        self.asked.append(journey.id)
        if self.error:
            raise self.error
        return self.names.get(journey.id)
