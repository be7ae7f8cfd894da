"""Intake: a batch of payloads that nobody waits for, from the inbox or from Kinesis -> touches."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from attribution.rules.letters import OF_KINESIS, lost_batch
from attribution.rules.metrics import Metric
from attribution.rules.parsed import Parsed
from attribution.rules.records import QUEUE, STREAM, record_of
from attribution.sources import NobodysPayload, Reading, Source, source_of
from kit.errors import BadInput, ConfigError, KitError, PermanentError, TransientError
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from attribution.flows.recording import Recording
    from attribution.rules.letters import LostBatch
    from attribution.rules.parsed import Results
    from attribution.rules.records import Record
    from kit.deadline import Deadline
    from kit.metrics import Meter

PATIENCE = 600_000  # milliseconds that a reply may wait for the event of the message that it answers
IDENTIFIER = re.compile(r"[0-9A-Fa-f-]{1,128}")  # a message id or a sequence number, and nothing personal


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
        batch: list[tuple[str, Parsed]] = []
        refused: list[str] = []
        again: list[str] = []
        for record in (record_of(record, kind) for record in records):
            try:
                batch += [(record.identifier, parsed) for parsed in self._parsed(record, kind, now)]
            except NobodysPayload as error:
                if kind == STREAM:  # applications share streams
                    batch.append((record.identifier, Parsed(source="none", ignored=1)))
                else:
                    refused.append(_refused(record, str(error)))
            except (BadInput, PermanentError) as error:
                refused.append(_refused(record, str(error)))
            except TransientError as error:
                again.append(_refused(record, str(error)))
            except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others are handled
                logger().exception("fault of ours")
                refused.append(_refused(record, "see the exception before this line"))
        meter.count(Metric.RECORDS_REFUSED, len(refused))
        results = self.recording.record(
            [parsed for _, parsed in batch], now=now, deadline=deadline, meter=meter
        )
        failed = [name for (name, _), of_one in zip(batch, results, strict=True) if _failed(of_one)]
        return failed if kind == STREAM else refused + again + failed

    def _parsed(self, record: Record, kind: str, now: int) -> list[Parsed]:
        payload = record.payload
        batch = lost_batch(payload, OF_KINESIS) if kind == QUEUE and isinstance(payload, dict) else None
        if batch is not None:
            return self._reread(batch, now)
        source = source_of(payload, self.sources)
        sent_at = now if record.sent_at is None else record.sent_at
        parsed = source.parse(payload, replace(self.reading, now=sent_at))
        return [replace(parsed, comes_again=kind == QUEUE and now - sent_at < PATIENCE)]

    def _reread(self, batch: LostBatch, now: int) -> list[Parsed]:
        """What a batch that was given up holds; records that cannot be used were told when they came."""
        found: list[Parsed] = []
        for record in (record_of(record, STREAM) for record in self.lost.records(batch)):
            with suppress(BadInput):
                found += self._parsed(record, STREAM, now)
        return found


def _refused(record: Record, error: str) -> str:
    shown = record.identifier if IDENTIFIER.fullmatch(record.identifier) else "…"
    logger().warning("record is refused", record=shown, error=error)
    return record.identifier


def _failed(results: Results) -> bool:
    """Whether a part could not be recorded. A wrong deployment fails the whole batch, loudly."""
    for result in results.values():
        if isinstance(result, ConfigError):
            raise result
    return any(isinstance(result, KitError) for result in results.values())
