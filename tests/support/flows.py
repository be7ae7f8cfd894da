"""The flows of tagging on doubles."""

from __future__ import annotations

from typing import Any

from attribution.flows.journey_names import JourneyNames
from attribution.flows.recording import Recording
from attribution.rules.lookback import LookbackWindows
from attribution.sources import Reading
from tests.support.doubles import MemoryLookups, Names

NOW = 1_795_170_000_000
LOOKBACK_SECONDS = 3600
PINPOINT_EVENT_TYPES = frozenset({"_email.click", "_email.open", "_campaign.opened_notification", "purchase"})
READING = Reading(
    username_attribute="username",
    username_case_sensitive=False,
    now=NOW,
    pinpoint_event_types=PINPOINT_EVENT_TYPES,
)


def recording(table: Any, *, names: Any = None, lookups: Any = None, windows: Any = None) -> Recording:
    """What records touches, with a window of an hour."""
    return Recording(
        names=JourneyNames(names or Names()),
        table=table,
        lookups=lookups or MemoryLookups(),
        windows=windows or LookbackWindows(default_seconds=LOOKBACK_SECONDS),
        longest_name=256,
    )
