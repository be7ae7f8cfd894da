"""How Lambda reads one shard of a DynamoDB stream: a pure model, standard library only.

Tests drive it with a Python handler; inside MiniStack the same class drives the real function. It does what
AWS documents for event source mappings of DynamoDB streams:

- records reach the function in order, at least once; a failed call is repeated until it succeeds, its retries
  are used up, or its records are too old;
- with ``report_batch_item_failures`` the checkpoint moves to the lowest reported record, and everything from
  there on is repeated; an answer that names no record of the batch fails the whole batch;
- with ``bisect_batch_on_function_error`` a failed batch is halved, or cut at the reported record; a cut uses
  up no retry. A report that names the first record leaves nothing to cut: the whole batch is retried;
- a call that never reached the function (``NotInvoked``) uses up no retry.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Record = dict[str, Any]
Images = Mapping[str, Mapping[str, Any]]
Condition = Literal["RetryAttemptsExhausted", "RecordAgeExceeded"]
Invoke = Callable[[dict[str, Any]], Any]
OnFailure = Callable[[list[Record], Condition], None]

RETENTION_SECONDS = 24 * 60 * 60
_UNLIMITED = -1
_WHOLE_BATCH = -1
_STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/touches/stream/2026-01-01T00:00:00.000"


class NotInvoked(Exception):  # noqa: N818 - a state of the call, not an error of the function
    """Raised by ``invoke`` when the function was throttled or could not be reached."""


class StillFailing(Exception):  # noqa: N818 - reads as what it says
    """``run`` was told to stop before the shard was empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSettings:
    """The settings of an event source mapping, with the defaults of AWS; -1 is: no limit."""

    batch_size: int = 100
    maximum_retry_attempts: int = _UNLIMITED
    maximum_record_age_in_seconds: int = _UNLIMITED
    bisect_batch_on_function_error: bool = False
    report_batch_item_failures: bool = False


@dataclass(slots=True)
class _Batch:
    records: list[Record]
    retries: int = 0


class StreamMapping:
    """An event source mapping at work on one shard.

    ``invoke`` gets ``{"Records": [...]}`` and returns the function's answer; what it raises is the function's
    error. ``on_failure`` gets the records that are given up, and why.
    """

    def __init__(
        self,
        settings: MappingSettings,
        invoke: Invoke,
        on_failure: OnFailure | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._invoke = invoke
        self._on_failure = on_failure
        self._clock = clock
        self._unread: deque[Record] = deque()
        self._owed: deque[_Batch] = deque()

    @property
    def pending(self) -> int:
        """How many records are neither done nor given up."""
        return len(self._unread) + sum(len(batch.records) for batch in self._owed)

    def add(self, records: Iterable[Record]) -> None:
        """Append to the shard; a record that comes twice is a record that is delivered twice."""
        self._unread.extend(records)

    def step(self) -> bool:
        """At most one call of the function. False if it failed: time to pause, as Lambda does."""
        batch = self._next_batch()
        self._give_up_old_records(batch)
        if not batch.records:
            return True
        try:
            answer = self._invoke({"Records": list(batch.records)})
        except NotInvoked:
            self._owed.appendleft(batch)
            return False
        except Exception:  # noqa: BLE001 - whatever a function raises fails its batch
            self._whole_batch_failed(batch)
            return False
        return self._settle(batch, answer)

    def run(self, records: Iterable[Record] = (), *, max_steps: int = 10_000) -> None:
        """Work until the shard is empty, without pauses."""
        self.add(records)
        for _ in range(max_steps):
            if not self.pending:
                return
            self.step()
        if self.pending:
            raise StillFailing(f"{self.pending} records are pending after {max_steps} steps.")

    def _next_batch(self) -> _Batch:
        if self._owed:
            return self._owed.popleft()
        size = min(self._settings.batch_size, len(self._unread))
        return _Batch([self._unread.popleft() for _ in range(size)])

    def _settle(self, batch: _Batch, answer: Any) -> bool:
        if not self._settings.report_batch_item_failures:
            return True
        position = _lowest_failure(answer, batch.records)
        if position is None:
            return True
        if position == _WHOLE_BATCH:
            self._whole_batch_failed(batch)
        else:
            self._failed_from(batch, position)
        return False

    def _whole_batch_failed(self, batch: _Batch) -> None:
        half = len(batch.records) // 2
        if self._settings.bisect_batch_on_function_error and half:
            halves = (batch.records[:half], batch.records[half:])
            self._owed.extendleft(_Batch(part, batch.retries) for part in reversed(halves))
        else:
            self._retry(batch)

    def _failed_from(self, batch: _Batch, position: int) -> None:
        remaining = _Batch(batch.records[position:], batch.retries)
        if self._settings.bisect_batch_on_function_error and position:
            self._owed.appendleft(remaining)
        else:
            self._retry(remaining)

    def _retry(self, batch: _Batch) -> None:
        limit = self._settings.maximum_retry_attempts
        if limit != _UNLIMITED and batch.retries >= limit:
            self._give_up(batch.records, "RetryAttemptsExhausted")
        else:
            self._owed.appendleft(_Batch(batch.records, batch.retries + 1))

    def _give_up_old_records(self, batch: _Batch) -> None:
        now = self._clock()
        # What the stream itself no longer keeps is lost, and nobody is told.
        kept = [record for record in batch.records if now - _created(record) < RETENTION_SECONDS]
        limit = self._settings.maximum_record_age_in_seconds
        oldest = -math.inf if limit == _UNLIMITED else now - limit
        batch.records = [record for record in kept if _created(record) >= oldest]
        if len(batch.records) < len(kept):
            old = [record for record in kept if _created(record) < oldest]
            self._give_up(old, "RecordAgeExceeded")

    def _give_up(self, records: list[Record], condition: Condition) -> None:
        if self._on_failure is not None:
            self._on_failure(records, condition)


def _lowest_failure(answer: Any, records: list[Record]) -> int | None:
    """The position of the first reported record; None if nothing is reported."""
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if not failures:
        return None
    positions = {sequence_number(record): position for position, record in reversed([*enumerate(records)])}
    try:
        return min(positions[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError):
        return _WHOLE_BATCH


def sequence_number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _created(record: Record) -> float:
    return float(record["dynamodb"]["ApproximateCreationDateTime"])


def stream_record(
    event_name: Literal["INSERT", "MODIFY", "REMOVE"],
    keys: Images,
    new: Images | None,
    old: Images | None,
    sequence: int,
    created: float,
    *,
    removed_by_ttl: bool = False,
) -> Record:
    """A record as a function gets it; keys and images are typed, as in ``{"username": {"S": "ann"}}``."""
    images = {"NewImage": new, "OldImage": old}
    record: Record = {
        "eventID": f"{sequence:032x}",
        "eventName": event_name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": created,
            "Keys": dict(keys),
            **{name: dict(image) for name, image in images.items() if image is not None},
            "SequenceNumber": f"{sequence:021d}",
            "SizeBytes": len(str(images)),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": _STREAM_ARN,
    }
    if removed_by_ttl:
        record["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    return record
