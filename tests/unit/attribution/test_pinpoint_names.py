"""The look-up against the stand-in, which holds every request to botocore's model."""

import pytest

from attribution.adapters.pinpoint_names import PinpointNames
from attribution.rules.touch import Journey
from emulator.standins.faults import fail, throttle
from emulator.standins.pinpoint import PinpointStandIn
from kit.errors import Throttled, TransientError


@pytest.fixture
def pinpoint():
    with PinpointStandIn() as stand_in:
        stand_in.add_journey("app", "j1", "spring_welcome")
        stand_in.add_campaign("app", "c1", "autumn")
        yield stand_in
        assert stand_in.violations == []


@pytest.fixture
def client(pinpoint):
    """A client with our retries, and no waiting between them."""
    import boto3
    from botocore.config import Config

    from attribution.handlers.budgets import TAGGING

    return boto3.client(
        "pinpoint",
        endpoint_url=pinpoint.url,
        config=Config(retries={"mode": "standard", "total_max_attempts": TAGGING["pinpoint"].attempts}),
    )


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("botocore.retries.standard.time.sleep", lambda _: None, raising=False)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


def names(client, application_id="app"):
    return PinpointNames(lambda: client, application_id)


def journey(journey_id="j1", kind="pinpoint_journey"):
    return Journey(kind=kind, id=journey_id)


def test_names(client):
    assert names(client).name_of(journey()) == "spring_welcome"
    assert names(client).name_of(journey("c1", "pinpoint_campaign")) == "autumn"


def test_journey_of_another_service_is_not_asked_for(client, pinpoint):
    assert names(client).name_of(journey("j1", "direct")) is None
    assert pinpoint.calls == []


@pytest.mark.parametrize(
    "fault",
    [
        fail("NotFoundException", status=404),
        fail("ForbiddenException", status=403),
        fail("BadRequestException"),
    ],
)
def test_name_that_cannot_be_had(pinpoint, client, fault):
    pinpoint.faults.add("GetJourney", fault)
    assert names(client).name_of(journey()) is None


def test_journey_that_is_gone(client):
    assert names(client).name_of(journey("gone")) is None


def test_no_project_no_call(pinpoint, client):
    assert names(client, None).name_of(journey()) is None
    assert pinpoint.calls == []


def test_throttled_look_up_is_retried(pinpoint, client):
    pinpoint.faults.add("GetJourney", throttle(), times=2)
    assert names(client).name_of(journey()) == "spring_welcome"


def test_look_up_that_stays_throttled_is_loud(pinpoint, client):
    pinpoint.faults.add("GetJourney", throttle(), times=10)
    with pytest.raises(Throttled):
        names(client).name_of(journey())


def test_fault_of_the_service_is_loud(pinpoint, client):
    pinpoint.faults.add("GetCampaign", fail("InternalServerErrorException", status=500), times=10)
    with pytest.raises(TransientError):
        names(client).name_of(journey("c1", "pinpoint_campaign"))
