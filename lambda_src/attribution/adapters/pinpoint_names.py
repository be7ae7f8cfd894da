"""Names of Pinpoint journeys and campaigns, whose payloads carry ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.errors import ConfigError, PermanentError
from kit.logs import logger
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_pinpoint import PinpointClient

    from attribution.rules.touch import Journey


class PinpointNames:
    """Asks one Pinpoint project. Quota of each look-up: 300 requests per second, account and Region."""

    def __init__(self, client: Callable[[], PinpointClient], application_id: str | None) -> None:
        self._client = client
        self._application_id = application_id

    def name_of(self, journey: Journey) -> str | None:
        """The name; None where it is gone or denied, where no project is set, or of a journey elsewhere."""
        if self._application_id is None:
            return None
        try:
            if journey.kind == "pinpoint_journey":
                return self._journey_name(self._application_id, journey.id)
            if journey.kind == "pinpoint_campaign":
                return self._campaign_name(self._application_id, journey.id)
        except (PermanentError, ConfigError) as error:
            logger().warning("journey has no name", journey_id=journey.id, error=str(error))
        return None

    def _journey_name(self, application_id: str, journey_id: str) -> str | None:
        with translated("mobiletargeting:GetJourney"):
            answer = self._client().get_journey(ApplicationId=application_id, JourneyId=journey_id)
        return answer["JourneyResponse"].get("Name")

    def _campaign_name(self, application_id: str, campaign_id: str) -> str | None:
        with translated("mobiletargeting:GetCampaign"):
            answer = self._client().get_campaign(ApplicationId=application_id, CampaignId=campaign_id)
        return answer["CampaignResponse"].get("Name")
