"""The function that journeys and campaigns call."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution import sources
from attribution.adapters.pinpoint_names import PinpointNames
from attribution.adapters.touch_table import TouchTable
from attribution.flows.journey_names import JourneyNames
from attribution.flows.tagging import WORKERS, Tagging
from attribution.handlers import budgets
from attribution.rules.lookback import LookbackWindows
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 6.5  # the last write


@functools.cache
def wiring() -> Tagging:
    """The flow on AWS, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.TAGGING, connections=WORKERS)
    application_id = read.optional_text("PINPOINT_APPLICATION_ID")
    source_names = read.names("SOURCES")
    table_name = read.text("TABLE_NAME")
    windows = LookbackWindows(
        default_seconds=read.whole_number("LOOKBACK_WINDOW_SECONDS", at_least=1),
        by_journey=read.whole_numbers_by_name("JOURNEY_LOOKBACK_SECONDS"),
    )
    longest_name = read.whole_number("CAMPAIGN_ATTRIBUTE_MAX_LENGTH", at_least=1)
    username_attribute = read.optional_text("USERNAME_ATTRIBUTE")
    case_sensitive = read.flag("USERNAME_CASE_SENSITIVE", default=False)
    read.finish()
    return Tagging(
        sources=sources.load(source_names),
        names=JourneyNames(PinpointNames(lambda: clients["pinpoint"], application_id)),
        table=TouchTable(lambda: clients["dynamodb"], table_name),
        windows=windows,
        longest_name=longest_name,
        username_attribute=username_attribute,
        username_case_sensitive=case_sensitive,
    )


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> Any:
    """Source payload in, the source's answer out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    return wiring().handle(event, now=now_in_milliseconds(), deadline=deadline, meter=meter)
