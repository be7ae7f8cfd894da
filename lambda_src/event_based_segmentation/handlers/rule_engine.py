"""The function that turns events into attributes, from the queue and from the stream alike."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from event_based_segmentation.adapters import customer_profiles, pinpoint_endpoints
from event_based_segmentation.adapters.contact_lock import PATIENCE_SECONDS, ContactLock
from event_based_segmentation.adapters.failure_queue import FailureQueue
from event_based_segmentation.flows.engine import Engine
from event_based_segmentation.flows.segmentation import segmented
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

TIMEOUT_SECONDS = 120  # of the function, as modules/event-based-segmentation says
WORKERS = 8
BUDGETS = {
    "customer-profiles": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "dynamodb": CallBudget(attempts=2, connect_seconds=1, read_seconds=1),
    "pinpoint": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "sqs": CallBudget(attempts=2, connect_seconds=1, read_seconds=1),
}
# A second CreateProfile makes a second profile: only the record's retry calls it again, and searches before.
ONCE = {"customer-profiles": CallBudget(attempts=1, connect_seconds=1, read_seconds=5)}
CONTACT_SECONDS = 2 * PATIENCE_SECONDS  # to wait for the lock, and then to begin the calls of a contact
LAST_CALL_SECONDS = max(budgets["customer-profiles"].worst_case_seconds for budgets in (BUDGETS, ONCE))
# What was begun before a contact's deadline ends within it, and clocks differ by less than a second.
LOCK_SECONDS = LAST_CALL_SECONDS + 1
LETTERS_SECONDS = 20  # for the dead letters of a batch; those that are not sent by then come again
LETTER_SECONDS = BUDGETS["sqs"].worst_case_seconds
# A contact that was begun must come to its end: its last call, then its lock. Letters come last.
RESERVE_SECONDS = (
    LAST_CALL_SECONDS + BUDGETS["dynamodb"].worst_case_seconds + LETTERS_SECONDS + LETTER_SECONDS
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
    once = Clients(ONCE, connections=WORKERS)
    store: Any = (
        pinpoint_endpoints.PinpointEndpoints(lambda: clients["pinpoint"], application_id)
        if application_id
        else customer_profiles.CustomerProfiles(
            lambda: clients["customer-profiles"], lambda: once["customer-profiles"], domain
        )
    )
    return Engine(
        rules=rules_of(rules),
        keys=keys,
        store=store,
        longest=pinpoint_endpoints.LONGEST_VALUE if application_id else customer_profiles.LONGEST_VALUE,
        create_missing=create_missing,
        held=ContactLock(lambda: clients["dynamodb"], table, seconds=LOCK_SECONDS).held,
        contact_seconds=CONTACT_SECONDS,
        refuse=FailureQueue(lambda: clients["sqs"], queue_url).put,
        clock=now_in_milliseconds,
        workers=WORKERS,
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of the queue or of the stream in, the records that come again out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    letters = Deadline.of(context, reserve_seconds=LETTER_SECONDS)
    return segmented(event, wiring(), meter, deadline, letters)
