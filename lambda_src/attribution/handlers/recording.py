"""Settings and wiring of whatever records touches: the tagging function, and the back-fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attribution.adapters.endpoint_table import EndpointTable
from attribution.adapters.lookup_table import LookupTable
from attribution.adapters.pinpoint_names import PinpointNames
from attribution.adapters.touch_table import TouchTable
from attribution.flows.journey_names import JourneyNames
from attribution.flows.recording import Recording
from attribution.rules.lookback import LookbackWindows
from attribution.sources import Reading

if TYPE_CHECKING:
    from attribution.flows.lookups import Lookups
    from kit.clients import Clients
    from kit.settings import SettingsReader


def recording(read: SettingsReader, clients: Clients) -> Recording:
    """The flow on AWS. What is wrong with the settings is told by `read.finish`."""
    application_id = read.optional_text("PINPOINT_APPLICATION_ID")
    return Recording(
        names=JourneyNames(
            PinpointNames(lambda: clients["pinpoint"], application_id), read.texts_by_name("JOURNEY_NAMES")
        ),
        table=TouchTable(lambda: clients["dynamodb"], read.text("TABLE_NAME")),
        lookups=_lookups(read, clients),
        windows=LookbackWindows(
            default_seconds=read.whole_number("LOOKBACK_WINDOW_SECONDS", at_least=1),
            by_journey=read.whole_numbers_by_name("JOURNEY_LOOKBACK_SECONDS"),
        ),
        longest_name=read.whole_number("CAMPAIGN_ATTRIBUTE_MAX_LENGTH", at_least=1),
    )


def reading(read: SettingsReader) -> Reading:
    """How payloads are read; `now` is set for each."""
    return Reading(
        username_attribute=read.optional_text("USERNAME_ATTRIBUTE"),
        username_case_sensitive=_case_sensitive(read),
        pinpoint_event_types=frozenset(read.optional_names("PINPOINT_EVENT_TYPES")),
        now=0,
    )


def _lookups(read: SettingsReader, clients: Clients) -> Lookups | None:
    name = read.optional_text("LOOKUPS_TABLE_NAME")
    if name is None:
        return None
    table = LookupTable(lambda: clients["dynamodb"], name)
    endpoints = read.optional_text("ENDPOINTS_TABLE_NAME")
    if endpoints is None:
        return table
    return EndpointTable(lambda: clients["dynamodb"], endpoints, table, case_sensitive=_case_sensitive(read))


def _case_sensitive(read: SettingsReader) -> bool:
    return read.flag("USERNAME_CASE_SENSITIVE", default=False)
