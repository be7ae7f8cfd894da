"""Intake: a batch of payloads that nobody waits for, from the inbox or from Kinesis -> touches."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from attribution.rules.metrics import Metric
from attribution.rules.parsed import Parsed
from attribution.rules.records import STREAM, record_of
from attribution.sources import NobodysPayload, Reading, Source, source_of
from kit.errors import BadInput, ConfigError, KitError
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from attribution.flows.recording import Recording
    from attribution.rules.parsed import Results
    from attribution.rules.records import Record
    from kit.deadline import Deadline
    from kit.metrics import Meter

IDENTIFIER = re.compile(r"[0-9A-Fa-f-]{1,128}")  # a message id or a sequence number, and nothing personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that stays the same from batch to batch."""

    sources: Sequence[Source]
    recording: Recording
    reading: Reading

    def handle(
        self, kind: str, records: Sequence[Mapping[str, Any]], *, now: int, deadline: Deadline, meter: Meter
    ) -> list[str]:
        """Record every touch; returns the identifiers of the records that have to come again.

        What can never succeed comes again only from a queue, which moves it to the dead letters. In a stream
        it would hold up all that follows: there it is counted and told, and stays in the stream meanwhile.
        """
        batch: list[tuple[str, Parsed]] = []
        refused: list[str] = []
        for record in (record_of(record, kind) for record in records):
            try:
                batch.append((record.identifier, self._parsed(record, now)))
            except NobodysPayload as error:
                if kind == STREAM:  # applications share streams
                    batch.append((record.identifier, Parsed(source="none", ignored=1)))
                else:
                    refused.append(_refused(record, str(error)))
            except BadInput as error:
                refused.append(_refused(record, str(error)))
            except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others are handled
                logger().exception("fault of ours")
                refused.append(_refused(record, "see the exception before this line"))
        meter.count(Metric.RECORDS_REFUSED, len(refused))
        results = self.recording.record(
            [parsed for _, parsed in batch], now=now, deadline=deadline, meter=meter
        )
        failed = [name for (name, _), of_one in zip(batch, results, strict=True) if _failed(of_one)]
        return failed if kind == STREAM else refused + failed

    def _parsed(self, record: Record, now: int) -> Parsed:
        payload = record.payload
        source = source_of(payload, self.sources)
        sent_at = now if record.sent_at is None else record.sent_at
        return source.parse(payload, replace(self.reading, now=sent_at))


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
