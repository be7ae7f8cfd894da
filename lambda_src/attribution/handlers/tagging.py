"""The function that journeys and campaigns call, and that reads the inbox and Kinesis."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution import sources
from attribution.adapters.event_stream import EventStream
from attribution.flows.intake import Intake
from attribution.flows.recording import WORKERS
from attribution.flows.tagging import Tagging
from attribution.handlers import budgets
from attribution.handlers.recording import reading, recording
from kit.batches import failures, records_of
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 6.5  # the last write


@functools.cache
def wiring() -> tuple[Tagging, Intake]:
    """The flows on AWS, from the environment."""
    read = SettingsReader(os.environ)
    source_names = read.names("SOURCES")
    clients = Clients(budgets.TAGGING, connections=WORKERS)
    record = recording(read, clients)
    lost = EventStream(lambda: clients["kinesis"], read.optional_text("EVENT_STREAM_ARN"))
    how = reading(read)
    read.finish()
    known = sources.load(source_names)
    return (
        Tagging(sources=known, recording=record, reading=how, reserve_seconds=RESERVE_SECONDS),
        Intake(sources=known, recording=record, reading=how, lost=lost),
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> Any:
    """A source's payload in, its answer out; or a batch in, and out the records that have to come again."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    now = now_in_milliseconds()
    tagging, intake = wiring()
    if isinstance(event, dict) and "Records" in event:
        kind, records = records_of(event)
        return failures(intake.handle(kind, records, now=now, deadline=deadline, meter=meter))
    return tagging.handle(event, now=now, deadline=deadline, meter=meter)
