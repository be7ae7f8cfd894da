"""Journey Touch: the event by which any system tells, over EventBridge, that a user met a journey.

The detail is described in `schemas/journey_touch.schema.json`; `examples/publisher` sends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Interaction, Parsed
from attribution.rules.touch import Reason
from attribution.sources import Source
from attribution.sources.shared.fields import moment
from attribution.sources.shared.plain_touch import plain_touch

if TYPE_CHECKING:
    from attribution.sources import Reading

DETAIL_TYPE = "Journey Touch"
RESERVED = "aws."  # sources of AWS's own events; nobody else can put one


class JourneyTouch(Source):
    """`{"detail-type": "Journey Touch", "source": …, "time": …, "detail": {…}}`."""

    name = "journey_touch"

    def recognises(self, event: Any) -> bool:
        """By the detail type, whoever sends it."""
        if not isinstance(event, dict) or event.get("detail-type") != DETAIL_TYPE:
            return False
        sender = event.get("source")
        return isinstance(sender, str) and not sender.startswith(RESERVED)

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`. A detail that does not say when took place at the event's time."""
        time = moment(event.get("time"))
        part = plain_touch(
            event.get("detail"),
            source=self.name,
            item="detail",
            otherwise=None if isinstance(time, Reason) else time,
            reading=reading,
        )
        if isinstance(part, Interaction):
            return Parsed(source=self.name, interactions=[part])
        return Parsed(source=self.name, rejections=[part])


SOURCE = JourneyTouch()
