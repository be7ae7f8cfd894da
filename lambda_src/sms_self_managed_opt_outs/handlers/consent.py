"""The function behind the queue of inbound texts."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.deadline import Deadline
from kit.each_record import each_record
from kit.event_bus import EventBus
from kit.idempotency import once
from kit.invocation import invocation
from kit.settings import SettingsReader
from sms_self_managed_opt_outs.adapters.consent_table import ConsentTable
from sms_self_managed_opt_outs.adapters.opt_out_list import OptOutList
from sms_self_managed_opt_outs.adapters.pinpoint import PinpointEndpoints, PinpointSender
from sms_self_managed_opt_outs.adapters.text_sender import TextSender
from sms_self_managed_opt_outs.flows.consent import ConsentFlow
from sms_self_managed_opt_outs.rules.keywords import Intent, Keywords
from sms_self_managed_opt_outs.rules.metrics import Metric

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter
    from kit.records import Record
    from sms_self_managed_opt_outs.flows.consent import Mirror, Sender, Step

# As long as a text may wait in the queue, and then among the dead letters, and two days to redrive it.
REMEMBERED_SECONDS = 30 * 86400
BUDGETS = {
    "dynamodb": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=1),
    "events": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=2),
    "pinpoint": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=3),
    "pinpoint-sms-voice-v2": CallBudget(attempts=2, connect_seconds=0.5, read_seconds=3),
}
# Of replies: one without an answer may have left. botocore would send it anew at once, the queue much later.
SENDING = {
    "pinpoint": CallBudget(attempts=1, connect_seconds=0.5, read_seconds=3),
    "pinpoint-sms-voice-v2": CallBudget(attempts=1, connect_seconds=0.5, read_seconds=3),
}
WRITE_RESERVE_SECONDS = 25  # one consent, decided as often as it may be
STEP_RESERVE_SECONDS = 55  # one step: a mirror that is copied to twice, and the table of what is done


@functools.cache
def wiring() -> tuple[ConsentFlow, Clients, str]:
    """The flow on AWS, from the environment; clients and table for what is done once."""
    read = SettingsReader(os.environ)
    clients = Clients(BUDGETS)
    seen = read.text("INBOUND_TABLE")
    flow = ConsentFlow(
        keywords=Keywords(
            {
                Intent.OPT_OUT: read.names("OPT_OUT_KEYWORDS"),
                Intent.OPT_IN: read.optional_names("OPT_IN_KEYWORDS"),
                Intent.HELP: read.optional_names("HELP_KEYWORDS"),
            },
            first_word=read.flag("FIRST_WORD", default=False),
        ),
        program=read.text("PROGRAM"),
        replies=read.texts_by_name("REPLIES"),
        identities=read.texts_by_name("ORIGINATION_IDENTITIES"),
        store=ConsentTable(lambda: clients["dynamodb"], read.text("CONSENT_TABLE")),
        mirrors=_mirrors(read, clients),
        sender=_sender(read, Clients(SENDING)),
        events=_events(read, clients),
        include_number=read.flag("INCLUDE_NUMBER", default=False),
    )
    read.finish()
    return flow, clients, seen


def _mirrors(read: SettingsReader, clients: Clients) -> list[tuple[str, Mirror]]:
    mirrors: list[tuple[str, Mirror]] = []
    if name := read.optional_text("OPT_OUT_LIST_NAME"):
        mirrors.append(("opt-out-list", OptOutList(lambda: clients["pinpoint-sms-voice-v2"], name)))
    if user_id := read.optional_text("ENDPOINT_USER_ID"):
        project = read.text("PINPOINT_APPLICATION_ID")
        mirrors.append(("endpoints", PinpointEndpoints(lambda: clients["pinpoint"], project, user_id)))
    return mirrors


def _sender(read: SettingsReader, clients: Clients) -> Sender:
    if project := read.optional_text("PINPOINT_APPLICATION_ID"):
        return PinpointSender(lambda: clients["pinpoint"], project)
    return TextSender(lambda: clients["pinpoint-sms-voice-v2"])


def _events(read: SettingsReader, clients: Clients) -> EventBus | None:
    bus_arn = read.optional_text("EVENT_BUS_ARN")
    if bus_arn is None:
        return None
    return EventBus(lambda: clients["events"], bus_arn, read.text("EVENT_SOURCE"))


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """A batch of inbound texts in; out come those that have to come again.

    All consents first, and only then what follows them, which may hang or be refused.
    """
    flow, clients, seen = wiring()
    done = once(clients, seen, seconds=REMEMBERED_SECONDS, context=context)
    to_write = Deadline.of(context, reserve_seconds=WRITE_RESERVE_SECONDS)
    to_follow = Deadline.of(context, reserve_seconds=STEP_RESERVE_SECONDS)
    steps: dict[str, list[Step]] = {}

    def write(record: Record) -> None:
        steps[record.identifier] = flow.recorded(record, meter)

    def follow(record: Record) -> None:
        flow.follow(steps.get(record.identifier, []), done, to_follow)

    refused = Metric.INBOUND_REFUSED
    unwritten = each_record(event, write, meter, refused=refused, deadline=to_write)
    undone = each_record(event, follow, meter, refused=refused)
    return {"batchItemFailures": unwritten["batchItemFailures"] + undone["batchItemFailures"]}
