"""Amazon Pinpoint journey, custom channel activity.

The payload is not documented; the fields read here, `JourneyId` and `Endpoints`, are those that the
published custom-channel samples read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.touch import Journey
from attribution.sources import Source
from attribution.sources.shared.fields import required_id
from attribution.sources.shared.pinpoint_endpoints import (
    PATIENCE_SECONDS,
    answer_endpoints,
    parse_endpoints,
)

if TYPE_CHECKING:
    from attribution.rules.parsed import Parsed, Results
    from attribution.sources import Reading


class PinpointJourney(Source):
    """`{"JourneyId", "Endpoints": {endpoint id: endpoint}, "Data", …}`; no name, so it is looked up."""

    name = "pinpoint_journey"
    patience_seconds = PATIENCE_SECONDS

    def recognises(self, event: Any) -> bool:
        """A journey's payload is the only one with a `JourneyId`."""
        return isinstance(event, dict) and "JourneyId" in event

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`."""
        return parse_endpoints(event, Journey(kind=self.name, id=required_id(event, "JourneyId")), reading)

    def answer(self, parsed: Parsed, results: Results) -> dict[str, Any]:
        """See `pinpoint_endpoints.answer_endpoints`."""
        return answer_endpoints(parsed, results)


SOURCE = PinpointJourney()
