"""Payloads as the services send them."""

from __future__ import annotations

from typing import Any

JOURNEY_ID = "b7d9e1c34f5a4e6b8c2d1f0a9e8d7c6b"
CAMPAIGN_ID = "c1a7e0f2b3d44f5a9b8c7d6e5f4a3b2c"
APPLICATION_ID = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"


def endpoint(username: Any = "ana.lima", **fields: Any) -> dict[str, Any]:
    """A Pinpoint endpoint whose user has `username`."""
    return {
        "ChannelType": "EMAIL",
        "Address": "secret-address@example.org",
        "EndpointStatus": "ACTIVE",
        "OptOut": "NONE",
        "EffectiveDate": "2026-03-30T18:00:00.000Z",
        "Attributes": {"tier": ["gold"]},
        "User": {"UserId": "u-4410", "UserAttributes": {"username": [username]}},
        "CreationDate": "2026-01-11T10:00:00.000Z",
        **fields,
    }


def journey_event(endpoints: Any, journey_id: str = JOURNEY_ID) -> dict[str, Any]:
    """A call of a Pinpoint journey's custom channel activity."""
    return {"JourneyId": journey_id, "Data": "tag", "Endpoints": endpoints}


def campaign_event(endpoints: Any, campaign_id: str = CAMPAIGN_ID) -> dict[str, Any]:
    """A call of a Pinpoint campaign's custom channel."""
    return {
        "Message": {},
        "Data": "spring-tagging",
        "ApplicationId": APPLICATION_ID,
        "CampaignId": campaign_id,
        "TreatmentId": "0",
        "ActivityId": "a9f8e7d6c5b44a3f2e1d0c9b8a7f6e5d",
        "ScheduledTime": "2026-04-02T09:15:30.512Z",
        "Endpoints": endpoints,
    }
