"""The function that reads the queue of SES's bounces and complaints."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.deadline import Deadline
from kit.each_record import each_record
from kit.event_bus import EventBus
from kit.invocation import invocation
from kit.settings import SettingsReader
from ses_event_processing.adapters.feedback_queue import FeedbackQueue
from ses_event_processing.adapters.suppression_list import SesSuppressionList
from ses_event_processing.flows.processing import Processing
from ses_event_processing.rules.feedback import Wanted
from ses_event_processing.rules.metrics import Metric
from ses_event_processing.rules.suppression import Reason

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {
    "sesv2": CallBudget(attempts=4, connect_seconds=1, read_seconds=2),
    "events": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "sqs": CallBudget(attempts=2, connect_seconds=1, read_seconds=1.5),
}
# One address, suppressed and told of, or the 50 of a mail put back, at the slowest; the least timeout is 60.
RESERVE_SECONDS = 35


@functools.cache
def wiring() -> Processing:
    """From the environment."""
    read = SettingsReader(os.environ)
    wanted = {
        Reason.BOUNCE: read.flag("SUPPRESS_BOUNCES", default=True),
        Reason.COMPLAINT: read.flag("SUPPRESS_COMPLAINTS", default=True),
    }
    queue = read.text("QUEUE_URL")
    tenant, bus = read.optional_text("TENANT_NAME"), read.optional_text("EVENT_BUS_NAME")
    source = read.text("EVENT_SOURCE") if bus else ""
    read.finish()
    clients = Clients(BUDGETS)
    return Processing(
        suppressed=SesSuppressionList(lambda: clients["sesv2"], tenant),
        queue=FeedbackQueue(lambda: clients["sqs"], queue),
        bus=EventBus(lambda: clients["events"], bus, source) if bus else None,
        wanted=Wanted(
            reasons=frozenset(reason for reason, on in wanted.items() if on), of_tenant=tenant is not None
        ),
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of the queue in, those that come again out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    processing = wiring()
    return each_record(
        event,
        lambda record: processing.handle(record, meter),
        meter,
        refused=Metric.FEEDBACK_REFUSED,
        deadline=deadline,
    )
