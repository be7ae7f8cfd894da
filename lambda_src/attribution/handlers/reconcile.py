"""The function that a person calls after a pool or a table was restored."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution.adapters.backlog_queue import BacklogQueue
from attribution.adapters.touch_table import TouchTable
from attribution.adapters.user_list import UserList
from attribution.flows.reconcile import Reconciliation
from attribution.handlers import budgets
from attribution.rules.walk import walk_from
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.pacing import OwnTimetable, Pacer
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 60  # the last page: read, compare, queue
PAGES_PER_SECOND = 15  # half of what ListUsers allows: others list users too


@functools.cache
def wiring() -> Reconciliation:
    """The flow on AWS, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.RECONCILE)
    user_pool_id, attribute = read.text("USER_POOL_ID"), read.text("CAMPAIGN_ATTRIBUTE")
    flow = Reconciliation(
        table=TouchTable(lambda: clients["dynamodb"], read.text("TABLE_NAME")),
        pool=UserList(lambda: clients["cognito-idp"], user_pool_id, attribute),
        backlog=BacklogQueue(lambda: clients["sqs"], read.text("BACKLOG_QUEUE_URL")),
        pacer=Pacer(PAGES_PER_SECOND, OwnTimetable()),
        case_sensitive=read.flag("USERNAME_CASE_SENSITIVE", default=False),
    )
    read.finish()
    return flow


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """`{}` or ``{"walk": "table" | "pool", "segments": 256, "next_segment": 0}`` in, the progress out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    return wiring().run(walk_from(event), deadline, meter, now=now_in_milliseconds())
