from collections.abc import Iterator

import pytest

from emulator.standins.faults import throttle
from emulator.standins.pinpoint import PinpointStandIn, campaign_calls, endpoint, journey_calls


@pytest.fixture
def pinpoint() -> Iterator[PinpointStandIn]:
    with PinpointStandIn() as server:
        server.add_journey("app", "j1", "Spring welcome")
        server.add_campaign("app", "c1", "Summer sale")
        yield server
        assert server.violations == []


def test_names_are_known_by_application_and_id(pinpoint: PinpointStandIn) -> None:
    client = pinpoint.client()
    journey = client.get_journey(ApplicationId="app", JourneyId="j1")["JourneyResponse"]
    campaign = client.get_campaign(ApplicationId="app", CampaignId="c1")["CampaignResponse"]
    assert (journey["Name"], campaign["Name"]) == ("Spring welcome", "Summer sale")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_journey(ApplicationId="other", JourneyId="j1")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_campaign(ApplicationId="app", CampaignId="j1")


def test_a_journey_can_vanish(pinpoint: PinpointStandIn) -> None:
    client = pinpoint.client()
    pinpoint.remove_journey("app", "j1")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_journey(ApplicationId="app", JourneyId="j1")


def test_a_project_has_one_event_stream(pinpoint: PinpointStandIn) -> None:
    client = pinpoint.client()
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_event_stream(ApplicationId="app")
    for name in ("old", "new"):
        arn = f"arn:aws:firehose:us-east-1:000000000000:deliverystream/{name}"
        stream = {"DestinationStreamArn": arn, "RoleArn": "arn:aws:iam::000000000000:role/pinpoint"}
        client.put_event_stream(ApplicationId="app", WriteEventStream=stream)
        assert client.get_event_stream(ApplicationId="app")["EventStream"] == {
            "ApplicationId": "app",
            **stream,
        }
        assert pinpoint.event_stream_arn("app") == arn
    client.delete_event_stream(ApplicationId="app")
    with pytest.raises(client.exceptions.NotFoundException):
        client.delete_event_stream(ApplicationId="app")


def test_throttling_has_the_name_that_boto3_knows(pinpoint: PinpointStandIn) -> None:
    client = pinpoint.client()
    pinpoint.faults.add("GetJourney", throttle())
    with pytest.raises(client.exceptions.TooManyRequestsException):
        client.get_journey(ApplicationId="app", JourneyId="j1")


def test_calls_carry_fifty_endpoints_each() -> None:
    endpoints = {f"ep-{n}": endpoint(f"user{n}") for n in range(120)}
    calls = list(journey_calls("j1", endpoints))
    assert [len(call["Endpoints"]) for call in calls] == [50, 50, 20]
    assert {call["JourneyId"] for call in calls} == {"j1"}
    assert calls[0]["Endpoints"]["ep-0"]["User"]["UserAttributes"] == {"username": ["user0"]}


def test_a_campaign_names_itself_and_its_application() -> None:
    (call,) = campaign_calls("app", "c1", {"ep": endpoint("ann", User={}), "none": None})
    assert (call["ApplicationId"], call["CampaignId"], call["TreatmentId"]) == ("app", "c1", "0")
    assert call["Endpoints"] == {"ep": endpoint("ann", User={}), "none": None}
