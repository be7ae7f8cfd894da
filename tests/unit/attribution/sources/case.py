"""What the contract of all sources needs to know of one."""

from __future__ import annotations

import base64
import importlib
import itertools
import json
import pkgutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attribution.flows.intake import Intake
from attribution.flows.projection import Projection
from attribution.flows.tagging import Tagging
from attribution.rules.changes import reduce_records
from attribution.sources import load
from kit.deadline import Deadline
from kit.pacing import Pacer
from tests.support.doubles import (
    MemoryBacklog,
    MemoryDirectory,
    MemoryLookups,
    MemoryTable,
    MemoryTimetable,
    Names,
    RecordingMeter,
)
from tests.support.flows import NOW, READING, recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from attribution.rules.touch import Reason

JOURNEY_ID = "b7d9e1c34f5a4e6b8c2d1f0a9e8d7c6b"
NEVER = Deadline(float("inf"))


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A user meets a journey."""

    username: Any = "ana.lima"
    journey_id: str = JOURNEY_ID
    journey_name: str | None = "Spring welcome"
    touched_at: int = NOW - 1000  # for sources that carry the time


def told_by_part(answer: Any) -> tuple[int, int]:
    """How many parts an answer calls recorded, and how many not recorded, where it speaks of each."""
    text = json.dumps(answer)
    return text.count('"true"'), text.count('"not_recorded"')


@dataclass(frozen=True, kw_only=True)
class SourceCase:
    """One source: how its service tells of visits, and what can be wrong."""

    name: str
    arrives_by: str  # "call", "queue" or "stream"
    part: Callable[[Visit], Any]  # the part of a payload that tells of one visit
    payloads: Callable[[list[Any], Visit], list[Any]]  # parts of visits to the same journey -> payloads
    bad_parts: list[tuple[Any, Reason]]
    bad_payloads: list[tuple[Any, str]] = field(default_factory=list)  # with a pattern of the error's text
    carries_time: bool = True  # else the moment of the call is the touch's
    carries_name: bool = True  # else the name is looked up
    name_is_id: bool = False  # the payload has one text for both
    told: Callable[[Any], tuple[int, int]] = told_by_part  # of the answers of calls
    notes: dict[str, Any] = field(default_factory=dict)  # reference -> Note that others have left before

    def telling(self, *visits: Visit) -> list[Any]:
        """Payloads that tell of visits in this order; neighbours of one journey share a payload."""
        groups = itertools.groupby(visits, key=lambda visit: (visit.journey_id, visit.journey_name))
        return [
            payload
            for _, some in groups
            for group in [list(some)]
            for payload in self.payloads([self.part(visit) for visit in group], group[0])
        ]


CASES: dict[str, SourceCase] = {
    module.name: importlib.import_module(f"tests.unit.attribution.sources.cases.{module.name}").CASE
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "cases")])
}


@dataclass
class World:
    """Tagging and intake with all sources switched on, on doubles."""

    table: MemoryTable = field(default_factory=lambda: MemoryTable(clock=lambda: NOW / 1000))
    lookups: MemoryLookups = field(default_factory=MemoryLookups)
    names: Names = field(default_factory=lambda: Names({JOURNEY_ID: "Spring welcome"}))
    meter: RecordingMeter = field(default_factory=RecordingMeter)

    def send(self, case: SourceCase, payloads: list[Any], *, now: int = NOW) -> Any:
        """As the source's payloads arrive: the answers of calls, or which records have to come again."""
        self.lookups.notes.update(case.notes)
        record = recording(self.table, names=self.names, lookups=self.lookups)
        known = load(sorted(CASES))
        if case.arrives_by == "call":
            flow = Tagging(sources=known, recording=record, reading=READING, reserve_seconds=1)
            return [
                flow.handle(payload, now=now, deadline=NEVER, meter=self.meter)
                for payload in (json.loads(json.dumps(payload)) for payload in payloads)
            ]
        kind, records = in_batch(case.arrives_by, payloads, now)
        intake = Intake(sources=known, recording=record, reading=READING, lost=None)
        return intake.handle(kind, records, now=now, deadline=NEVER, meter=self.meter)

    def project(self, pool: MemoryDirectory) -> None:
        """Carry what the table's stream tells to the pool."""
        flow = Projection(
            directory=pool,
            names=self.table,
            backlog=MemoryBacklog(),
            pacer=Pacer(1000, MemoryTimetable(), sleep=lambda _: None),
            meter=self.meter,
        )
        assert flow.from_stream(reduce_records(self.table.stream), NEVER, now=NOW) == []


def in_batch(arrives_by: str, payloads: list[Any], now: int) -> tuple[str, list[dict[str, Any]]]:
    """The records in which Lambda gets these payloads."""
    if arrives_by == "queue":
        return "aws:sqs", [
            {
                "messageId": f"0000-{number}",
                "body": json.dumps(payload),
                "attributes": {"SentTimestamp": str(now)},
                "eventSource": "aws:sqs",
            }
            for number, payload in enumerate(payloads)
        ]
    return "aws:kinesis", [
        {
            "kinesis": {
                "data": base64.b64encode(json.dumps(payload).encode()).decode(),
                "sequenceNumber": str(number),
                "approximateArrivalTimestamp": now / 1000,
            },
            "eventSource": "aws:kinesis",
        }
        for number, payload in enumerate(payloads)
    ]
