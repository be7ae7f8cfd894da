"""The function that the table's stream calls, and an operator for a replay."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.batches import failures, records_of
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.errors import BadInput
from kit.invocation import invocation
from kit.settings import SettingsReader
from ledger.adapters.delivery_stream import DeliveryStream
from ledger.adapters.touch_stream import TouchStream
from ledger.flows.recording import record
from ledger.flows.replaying import Replaying
from ledger.flows.writing import Writing
from ledger.handlers import budgets
from ledger.rules.replay import replay_from

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 30  # the last page is opened and read, or the last request sent


@dataclass(frozen=True, slots=True)
class Wiring:
    """The ports on AWS."""

    writing: Writing
    stream: TouchStream


@functools.cache
def wiring() -> Wiring:
    """From the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.LEDGER)
    made = Wiring(
        Writing(DeliveryStream(lambda: clients["firehose"], read.text("DELIVERY_STREAM_NAME"))),
        TouchStream(lambda: clients["dynamodbstreams"], read.text("STREAM_ARN")),
    )
    read.finish()
    return made


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of stream records in, where to send it again from out. `{"replay": {…}}` in, progress out."""
    deadline, now = Deadline.of(context, reserve_seconds=RESERVE_SECONDS), now_in_milliseconds()
    if isinstance(event, dict) and "replay" in event:
        replay = replay_from(event["replay"], now=now)
        return Replaying(wiring().stream, wiring().writing, replay, deadline).run(meter, now=now)
    source, records = records_of(event)
    if source != "aws:dynamodb":
        raise BadInput('records must come from aws:dynamodb (eventSource); a replay is {"replay": {}}')
    return failures(record(records, wiring().writing, deadline, meter))
