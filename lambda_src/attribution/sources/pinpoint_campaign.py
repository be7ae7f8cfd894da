"""Amazon Pinpoint campaign, custom channel.

Payload: Pinpoint developer guide, "Custom channels". A campaign *hook* has nearly the same fields but
wants its endpoints back: answered in our shape it would drop every recipient, so it is refused.
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
from kit.errors import BadInput

if TYPE_CHECKING:
    from attribution.rules.parsed import Parsed, Results
    from attribution.sources import Reading


class PinpointCampaign(Source):
    """`{"CampaignId", "Endpoints": {endpoint id: endpoint}, "ApplicationId", "Data", …}`; no name."""

    name = "pinpoint_campaign"
    patience_seconds = PATIENCE_SECONDS

    def recognises(self, event: Any) -> bool:
        """A campaign's payload has a `CampaignId`, and unlike a journey's no `JourneyId`."""
        return isinstance(event, dict) and "CampaignId" in event and "JourneyId" not in event

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`."""
        if "MessageConfiguration" in event:
            raise BadInput(
                "MessageConfiguration shows a campaign hook: "
                "set the function as the campaign's custom channel instead"
            )
        return parse_endpoints(event, Journey(kind=self.name, id=required_id(event, "CampaignId")), reading)

    def answer(self, parsed: Parsed, results: Results) -> dict[str, Any]:
        """See `pinpoint_endpoints.answer_endpoints`."""
        return answer_endpoints(parsed, results)


SOURCE = PinpointCampaign()
