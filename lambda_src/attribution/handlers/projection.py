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
from kit.logs import logger
from kit.pacing import Pacer
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from attribution.rules.letters import Letter
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 30  # to settle the last user, and to queue who is left


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What stays the same from call to call."""

    directory: UserPool
    names: TouchTable
    backlog: BacklogQueue
    pacer: Pacer
    stream: TouchStream

    def projection(self, meter: Meter) -> Projection:
        """The flow of one call."""
        return Projection(
            directory=self.directory, names=self.names, backlog=self.backlog, pacer=self.pacer, meter=meter
        )


@functools.cache
def wiring() -> Wiring:
    """The flow's ports on AWS, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.PROJECTION, connections=WORKERS)
    user_pool_id, attribute = read.text("USER_POOL_ID"), read.text("CAMPAIGN_ATTRIBUTE")
    pace_table = PaceTable(lambda: clients["dynamodb"], read.text("PACE_TABLE_NAME"))
    wired = Wiring(
        directory=UserPool(lambda: clients["cognito-idp"], user_pool_id, attribute),
        names=TouchTable(lambda: clients["dynamodb"], read.text("TABLE_NAME")),
        backlog=BacklogQueue(lambda: clients["sqs"], read.text("BACKLOG_QUEUE_URL")),
        pacer=Pacer(read.number("COGNITO_UPDATE_RATE", at_least=1), pace_table),
        stream=TouchStream(lambda: clients["dynamodbstreams"], read.text("STREAM_ARN")),
    )
    read.finish()
    return wired


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of stream records or of backlog messages in, the ones to send again out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    source, records = records_of(event)
    if source == "aws:dynamodb":
        changes = reduce_records(records)
        projection = wiring().projection(meter)
        return failures(projection.from_stream(changes, deadline, now=now_in_milliseconds()))
    if source == "aws:sqs":
        return failures(_drain(records, deadline, meter))
    raise BadInput("records must come from aws:dynamodb or aws:sqs (eventSource)")


def _drain(records: list[dict[str, Any]], deadline: Deadline, meter: Meter) -> set[str]:
    wired, now = wiring(), now_in_milliseconds()
    letters: dict[str, Letter] = {}
    unreadable: set[str] = set()
    for record in records:
        message = str(record.get("messageId", ""))
        try:
            letters[message] = letter_of(record, now=now)
        except BadInput as error:
            logger().error("backlog message cannot be read", error=str(error))
            unreadable.add(message)
    waiting, failed = sort_letters(letters, stream=wired.stream, backlog=wired.backlog, now=now)
    if waiting:
        failed |= wired.projection(meter).from_backlog(waiting, deadline, now=now)
    return unreadable | failed
