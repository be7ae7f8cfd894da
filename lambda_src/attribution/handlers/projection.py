"""The function that the table's stream and the backlog call."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attribution.adapters.backlog_queue import BacklogQueue, letter_of
from attribution.adapters.pace_table import PaceTable
from attribution.adapters.touch_stream import TouchStream
from attribution.adapters.touch_table import TouchTable
from attribution.adapters.user_pool import UserPool
from attribution.flows.projection import WORKERS, Projection
from attribution.flows.redrive import sort_letters
from attribution.handlers import budgets
from attribution.rules.changes import reduce_records
from kit.batches import failures, records_of
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.errors import BadInput
from kit.invocation import invocation
from kit.pacing import Pacer
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from attribution.rules.letters import Waiting
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 30  # to settle the last user, and to queue who is left


@dataclass(frozen=True, slots=True)
class Wiring:
    """The flows on AWS, but for what each call brings."""

    projection: functools.partial[Projection]
    sort_letters: functools.partial[tuple[dict[str, Waiting], set[str]]]


@functools.cache
def wiring() -> Wiring:
    """Both flows, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.PROJECTION, connections=WORKERS)
    user_pool_id, attribute = read.text("USER_POOL_ID"), read.text("CAMPAIGN_ATTRIBUTE")
    pace_table = PaceTable(lambda: clients["dynamodb"], read.text("PACE_TABLE_NAME"))
    backlog = BacklogQueue(lambda: clients["sqs"], read.text("BACKLOG_QUEUE_URL"))
    projection = functools.partial(
        Projection,
        directory=UserPool(lambda: clients["cognito-idp"], user_pool_id, attribute),
        names=TouchTable(lambda: clients["dynamodb"], read.text("TABLE_NAME")),
        backlog=backlog,
        pacer=Pacer(read.number("COGNITO_UPDATE_RATE", at_least=1), pace_table),
    )
    stream = TouchStream(lambda: clients["dynamodbstreams"], read.text("STREAM_ARN"))
    read.finish()
    return Wiring(projection, functools.partial(sort_letters, read=letter_of, stream=stream, backlog=backlog))


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of stream records or of backlog messages in, the ones to send again out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    source, records = records_of(event)
    if source not in {"aws:dynamodb", "aws:sqs"}:
        raise BadInput("records must come from aws:dynamodb or aws:sqs (eventSource)")
    wired, now = wiring(), now_in_milliseconds()
    projection = wired.projection(meter=meter)
    if source == "aws:dynamodb":
        return failures(projection.from_stream(reduce_records(records), deadline, now=now))
    waiting, failed = wired.sort_letters(records, now=now)
    return failures(failed | projection.from_backlog(waiting, deadline, now=now))
