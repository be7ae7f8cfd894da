"""The function that turns events into attributes, from the queue and from the stream alike."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from event_based_segmentation.adapters import customer_profiles, pinpoint_endpoints
from event_based_segmentation.adapters.contact_lock import PATIENCE_SECONDS, ContactLock
from event_based_segmentation.adapters.failure_queue import FailureQueue
from event_based_segmentation.flows.segmentation import Engine, segmented
from event_based_segmentation.rules.contacts import ENDPOINT
from event_based_segmentation.rules.matching import rules_of
from kit.clients import CallBudget, Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

TIMEOUT_SECONDS = 60  # of the function, as modules/event-based-segmentation says
WORKERS = 8
BUDGETS = {
    "customer-profiles": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "dynamodb": CallBudget(attempts=2, connect_seconds=1, read_seconds=1),
    "pinpoint": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "sqs": CallBudget(attempts=2, connect_seconds=1, read_seconds=1),
}
# A contact that was begun must come to its end: its lock, its two calls, and a dead letter for its record.
RESERVE_SECONDS = (
    PATIENCE_SECONDS
    + 3 * BUDGETS["dynamodb"].worst_case_seconds
    + 2 * BUDGETS["customer-profiles"].worst_case_seconds
    + BUDGETS["sqs"].worst_case_seconds
)


@functools.cache
def wiring() -> Engine:
    """The rule engine with this deployment's rules and contact store."""
    read = SettingsReader(os.environ)
    table = read.text("LOCK_TABLE")
    queue_url = read.text("FAILURE_QUEUE_URL")
    rules = read.text("RULES")
    create_missing = read.flag("CREATE_MISSING_CONTACTS", default=False)
    application_id = read.optional_text("PINPOINT_APPLICATION_ID")
    domain = "" if application_id else read.text("PROFILES_DOMAIN_NAME")
    keys = {"endpoint_id": ENDPOINT} if application_id else read.texts_by_name("PROFILE_KEY")
    read.finish()
    clients = Clients(BUDGETS, connections=WORKERS)
    store: Any = (
        pinpoint_endpoints.PinpointEndpoints(lambda: clients["pinpoint"], application_id)
        if application_id
        else customer_profiles.CustomerProfiles(lambda: clients["customer-profiles"], domain)
    )
    return Engine(
        rules=rules_of(rules),
        keys=keys,
        store=store,
        longest=pinpoint_endpoints.LONGEST_VALUE if application_id else customer_profiles.LONGEST_VALUE,
        create_missing=create_missing,
        held=ContactLock(lambda: clients["dynamodb"], table, seconds=TIMEOUT_SECONDS).held,
        refuse=FailureQueue(lambda: clients["sqs"], queue_url).put,
        clock=now_in_milliseconds,
        workers=WORKERS,
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of the queue or of the stream in, the records that come again out."""
    return segmented(event, wiring(), meter, Deadline.of(context, reserve_seconds=RESERVE_SECONDS))
