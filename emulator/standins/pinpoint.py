"""Amazon Pinpoint, as far as attribution meets it: it knows names, and calls the custom-channel function."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints
from emulator.standins.pinpoint_messages import PinpointMessages
from emulator.standins.pinpoint_templates import PinpointTemplates
from emulator.standins.times import iso_milliseconds, now

Endpoints = Mapping[str, Mapping[str, Any] | None]

# Pinpoint's own limit for campaigns, and what is seen for journeys.
_ENDPOINTS_PER_CALL = 50
_ARN = f"arn:aws:mobiletargeting:{REGION}:{ACCOUNT_ID}:apps"
_LONG_AGO = "2026-01-01T00:00:00.000Z"


class PinpointStandIn(ModelServer):
    """Journeys, campaigns, endpoints, templates, messages and where a project's events go, in memory."""

    def __init__(self) -> None:
        self.endpoints, self.messages, self.templates = (
            PinpointEndpoints(),
            PinpointMessages(),
            PinpointTemplates(),
        )
        super().__init__(
            "pinpoint",
            {
                "GetJourney": self._get_journey,
                "GetCampaign": self._get_campaign,
                "PutEventStream": self._put_event_stream,
                "GetEventStream": self._get_event_stream,
                "DeleteEventStream": self._delete_event_stream,
                **self.endpoints.operations,
                **self.messages.operations,
                **self.templates.operations,
            },
        )
        self._event_streams: dict[str, dict[str, Any]] = {}
        self._journeys: dict[tuple[str, str], dict[str, Any]] = {}
        self._campaigns: dict[tuple[str, str], dict[str, Any]] = {}

    def add_journey(self, application_id: str, journey_id: str, name: str) -> None:
        self._journeys[application_id, journey_id] = {
            "ApplicationId": application_id,
            "Id": journey_id,
            "Name": name,
            "State": "ACTIVE",
            "CreationDate": _LONG_AGO,
            "LastModifiedDate": _LONG_AGO,
        }

    def add_campaign(self, application_id: str, campaign_id: str, name: str) -> None:
        self._campaigns[application_id, campaign_id] = {
            "ApplicationId": application_id,
            "Arn": f"{_ARN}/{application_id}/campaigns/{campaign_id}",
            "Id": campaign_id,
            "Name": name,
            "SegmentId": "everyone",
            "SegmentVersion": 1,
            "State": {"CampaignStatus": "EXECUTING"},
            "CreationDate": _LONG_AGO,
            "LastModifiedDate": _LONG_AGO,
        }

    def remove_journey(self, application_id: str, journey_id: str) -> None:
        del self._journeys[application_id, journey_id]

    def event_stream_arn(self, application_id: str) -> str:
        """Where the project's events go: the stream of Firehose or Kinesis; `KeyError` if nowhere."""
        arn: str = self._event_streams[application_id]["DestinationStreamArn"]
        return arn

    def _get_journey(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"JourneyResponse": _found(self._journeys, (params["ApplicationId"], params["JourneyId"]))}

    def _get_campaign(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"CampaignResponse": _found(self._campaigns, (params["ApplicationId"], params["CampaignId"]))}

    def _put_event_stream(self, params: dict[str, Any]) -> dict[str, Any]:
        application_id = params["ApplicationId"]
        self._event_streams[application_id] = {"ApplicationId": application_id, **params["WriteEventStream"]}
        return self._get_event_stream(params)

    def _get_event_stream(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"EventStream": _found(self._event_streams, params["ApplicationId"])}

    def _delete_event_stream(self, params: dict[str, Any]) -> dict[str, Any]:
        answer = self._get_event_stream(params)
        del self._event_streams[params["ApplicationId"]]
        return answer


def _found(known: Mapping[Any, dict[str, Any]], key: object) -> dict[str, Any]:
    try:
        return known[key]
    except KeyError:
        raise ServiceError("NotFoundException", "Resource not found", 404) from None


def journey_calls(
    journey_id: str, endpoints: Endpoints, size: int = _ENDPOINTS_PER_CALL, *, data: str = "tag"
) -> Iterator[dict[str, Any]]:
    """The payloads that a journey's custom-channel activity sends: the fields that are known to be there."""
    for some in _in_groups(endpoints, size):
        yield {"JourneyId": journey_id, "Data": data, "Endpoints": some}


def campaign_calls(
    application_id: str, campaign_id: str, endpoints: Endpoints, size: int = _ENDPOINTS_PER_CALL
) -> Iterator[dict[str, Any]]:
    """The payloads that a campaign of the custom channel sends."""
    scheduled_for = iso_milliseconds(now())
    for some in _in_groups(endpoints, size):
        yield {
            "Message": {},
            "Data": "tag",
            "ApplicationId": application_id,
            "CampaignId": campaign_id,
            "TreatmentId": "0",
            "ActivityId": f"activity-of-{campaign_id}",
            "ScheduledTime": scheduled_for,
            "Endpoints": some,
        }


def endpoint(username: str, **changes: Any) -> dict[str, Any]:
    """An email endpoint of a user; ``changes`` replace top-level fields."""
    return {
        "ChannelType": "EMAIL",
        "Address": f"{username}@example.org",
        "EndpointStatus": "ACTIVE",
        "OptOut": "NONE",
        "EffectiveDate": _LONG_AGO,
        "Attributes": {},
        "User": {"UserId": f"id-of-{username}", "UserAttributes": {"username": [username]}},
        "CreationDate": _LONG_AGO,
    } | changes


def _in_groups(endpoints: Endpoints, size: int) -> Iterator[dict[str, Mapping[str, Any] | None]]:
    entries = iter(endpoints.items())
    while group := dict(itertools.islice(entries, size)):
        yield group
