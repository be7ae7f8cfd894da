"""Intake: a batch of payloads that nobody waits for, from the inbox or from Kinesis -> touches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from attribution.rules.letters import OF_KINESIS, lost_batch
from attribution.rules.metrics import Metric
from attribution.rules.parsed import Parsed
from attribution.sources import NobodysPayload, Reading, Source, source_of
from kit.errors import BadInput, ConfigError, KitError, PermanentError, TransientError
from kit.logs import logger
from kit.records import QUEUE, STREAM, record_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from attribution.flows.recording import Recording
    from attribution.rules.letters import LostBatch
    from attribution.rules.parsed import Results
    from kit.deadline import Deadline
    from kit.metrics import Meter
    from kit.records import Record

RECEIVES = 4  # a reply may come so often before the event of its message; the fifth time is the queue's last


class LostRecords(Protocol):
    """Kinesis, which remembers for 24 hours or longer."""

    def records(self, batch: LostBatch) -> Sequence[Mapping[str, Any]]:
        """The records of a batch, as Lambda hands them over; `PermanentError` where they are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that stays the same from batch to batch."""

    sources: Sequence[Source]
    recording: Recording
    reading: Reading
    lost: LostRecords

    def handle(
        self, kind: str, records: Sequence[Mapping[str, Any]], *, now: int, deadline: Deadline, meter: Meter
    ) -> list[str]:
        """Record every touch; returns the identifiers of the records that have to come again.

        What can never succeed comes again only from a queue, which moves it to the dead letters. In a stream
        it would hold up all that follows: there it is counted and told, and stays in the stream meanwhile.
        """
        found = self._sorted(records, kind, now, deadline)
        meter.count(Metric.RECORDS_REFUSED, found.refused)
        results = self.recording.record(
            [parsed for _, parsed in found.batch], now=now, deadline=deadline, meter=meter
        )
        failed = [name for (name, _), of_one in zip(found.batch, results, strict=True) if _failed(of_one)]
        return list(dict.fromkeys(found.again + failed))

    def _sorted(
        self, records: Iterable[Mapping[str, Any]], kind: str, now: int, deadline: Deadline
    ) -> _Found:
        found = _Found()
        for record in (record_of(record, kind) for record in records):
            try:
                self._sort(record, kind, now, deadline, found)
            except ConfigError:
                raise  # of no use for any record
            except TransientError as error:
                found.again.append(_told(record, str(error)))
            except (BadInput, PermanentError) as error:
                found.refuse(_told(record, str(error)), kind)
            except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others are handled
                logger().exception("fault of ours")
                found.refuse(_told(record, "see the exception before this line"), kind)
        return found

    def _sort(self, record: Record, kind: str, now: int, deadline: Deadline, found: _Found) -> None:
        payload = record.payload
        letter = lost_batch(payload, OF_KINESIS) if kind == QUEUE and isinstance(payload, dict) else None
        if letter is not None:
            if deadline.passed:
                raise TransientError("no time left")
            inside = self._sorted(self.lost.records(letter), STREAM, now, deadline)
            found.batch += [(record.identifier, parsed) for _, parsed in inside.batch]
            found.refused += inside.refused
            return
        try:
            source = source_of(payload, self.sources)
        except NobodysPayload:
            if kind != STREAM:
                raise
            found.batch.append((record.identifier, Parsed(source="none", ignored=1)))  # streams are shared
            return
        sent_at = now if record.sent_at is None else record.sent_at
        parsed = source.parse(payload, replace(self.reading, now=sent_at))
        again = kind == QUEUE and record.receives < RECEIVES
        found.batch.append((record.identifier, replace(parsed, comes_again=again)))


@dataclass(slots=True)
class _Found:
    """What the records of a batch hold, and which of them have to come again whatever is written."""

    batch: list[tuple[str, Parsed]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refused: int = 0

    def refuse(self, identifier: str, kind: str) -> None:
        self.refused += 1
        if kind == QUEUE:
            self.again.append(identifier)


def _told(record: Record, error: str) -> str:
    logger().warning("record is refused", record=shown(record.identifier), error=error)
    return record.identifier


def _failed(results: Results) -> bool:
    """Whether a part could not be recorded. A wrong deployment fails the whole batch, loudly."""
    for result in results.values():
        if isinstance(result, ConfigError):
            raise result
    return any(isinstance(result, KitError) for result in results.values())
