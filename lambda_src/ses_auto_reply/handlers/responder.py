"""The function that the receipt rule calls, for each mail, without waiting for an answer."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.deadline import Deadline
from kit.idempotency import once
from kit.invocation import invocation
from kit.settings import SettingsReader
from ses_auto_reply.adapters.sending import PATIENCE_SECONDS, SesSender
from ses_auto_reply.adapters.templates import PinpointTemplate, SesTemplate
from ses_auto_reply.flows.replying import Replying

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {
    "dynamodb": CallBudget(attempts=3, connect_seconds=1, read_seconds=2),
    "pinpoint": CallBudget(attempts=3, connect_seconds=1, read_seconds=3),
    "sesv2": CallBudget(attempts=3, connect_seconds=1, read_seconds=3),
}
# Sending twice makes two mails, so nothing is repeated that may have been done, and answers are waited for.
SENDING = CallBudget(attempts=1, connect_seconds=1, read_seconds=30)
# The last mail that is begun: two claims, template, reply, and two claims that are settled.
RESERVE_SECONDS = (
    4 * BUDGETS["dynamodb"].worst_case_seconds
    + max(BUDGETS[service].worst_case_seconds for service in ("pinpoint", "sesv2"))
    + PATIENCE_SECONDS
    + SENDING.worst_case_seconds
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What a container keeps."""

    clients: Clients
    sending: Clients
    replying: Replying
    table: str
    interval_seconds: int


@functools.cache
def wiring() -> Wiring:
    """The flow with this deployment's settings."""
    read = SettingsReader(os.environ)
    name = read.text("TEMPLATE_NAME")
    pinpoint = read.flag("TEMPLATE_OF_PINPOINT", default=False)
    configuration_set = read.optional_text("CONFIGURATION_SET_NAME")
    from_address = read.optional_text("FROM_ADDRESS")
    require_dmarc_pass = read.flag("REQUIRE_DMARC_PASS", default=True)
    table = read.text("TABLE_NAME")
    interval_seconds = read.whole_number("REPLY_INTERVAL_SECONDS", at_least=1)
    read.finish()
    clients, sending = Clients(BUDGETS), Clients({"sesv2": SENDING})
    return Wiring(
        clients=clients,
        sending=sending,
        replying=Replying(
            templates=PinpointTemplate(lambda: clients["pinpoint"], name)
            if pinpoint
            else SesTemplate(lambda: clients["sesv2"], name),
            sender=SesSender(lambda: sending["sesv2"], configuration_set),
            from_address=from_address,
            require_dmarc_pass=require_dmarc_pass,
        ),
        table=table,
        interval_seconds=interval_seconds,
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> None:
    """SES's event in, nothing out; an error if any of its mails could not be answered."""
    made = wiring()
    claims = once(made.clients, made.table, seconds=made.interval_seconds, context=context)
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    made.replying.handle(event, claims, meter, deadline)
