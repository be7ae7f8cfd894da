"""The function that the table's stream and the backlog call."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution.adapters.backlog_queue import BacklogQueue, username_in
from attribution.adapters.pace_table import PaceTable
from attribution.adapters.touch_table import TouchTable
from attribution.adapters.user_pool import UserPool
from attribution.flows.projection import WORKERS, Projection
from attribution.handlers import budgets
from attribution.rules.changes import reduce_records
from kit.batches import failures, records_of
from kit.clients import Clients
from kit.deadline import Deadline
from kit.errors import BadInput
from kit.invocation import invocation
from kit.pacing import Pacer
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 30  # to settle the last user, and to queue who is left


@functools.cache
def wiring() -> Callable[[Meter], Projection]:
    """The flow on AWS, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.PROJECTION, connections=WORKERS)
    directory = UserPool(
        lambda: clients["cognito-idp"], read.text("USER_POOL_ID"), read.text("CAMPAIGN_ATTRIBUTE")
    )
    names = TouchTable(lambda: clients["dynamodb"], read.text("TABLE_NAME"))
    backlog = BacklogQueue(lambda: clients["sqs"], read.text("BACKLOG_QUEUE_URL"))
    timetable = PaceTable(lambda: clients["dynamodb"], read.text("PACE_TABLE_NAME"))
    pacer = Pacer(read.number("COGNITO_UPDATE_RATE", at_least=0.1), timetable)
    read.finish()
    return lambda meter: Projection(
        directory=directory, names=names, backlog=backlog, pacer=pacer, meter=meter
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of stream records or of backlog messages in, the ones to send again out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    source, records = records_of(event)
    projection = wiring()(meter)
    if source == "aws:dynamodb":
        return failures(projection.from_stream(reduce_records(records), deadline))
    if source == "aws:sqs":
        usernames, unreadable = {}, set()
        for record in records:
            try:
                usernames[record["messageId"]] = username_in(record["body"])
            except BadInput:
                unreadable.add(record["messageId"])
        return failures(unreadable | projection.from_backlog(usernames, deadline))
    raise BadInput(f"records must come from aws:dynamodb or aws:sqs, not {source}")
