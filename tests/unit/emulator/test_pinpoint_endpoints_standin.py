"""Endpoints are created by updates, merged attribute by attribute, and found by their user."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints

APPLICATION = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"


@pytest.fixture
def endpoints() -> PinpointEndpoints:
    return PinpointEndpoints()


@pytest.fixture
def client(endpoints: PinpointEndpoints) -> Iterator[Any]:
    with ModelServer("pinpoint", endpoints.operations) as server:
        yield server.client()
        assert server.violations == []


def test_an_update_creates_what_it_does_not_find(client: Any, endpoints: PinpointEndpoints) -> None:
    client.update_endpoint(
        ApplicationId=APPLICATION, EndpointId="e-1", EndpointRequest={"Attributes": {"opened": ["true"]}}
    )
    made = endpoints.endpoint(APPLICATION, "e-1")
    assert (made["EndpointStatus"], made["Attributes"]) == ("ACTIVE", {"opened": ["true"]})
    assert "Address" not in made


def test_an_update_keeps_what_it_does_not_name(client: Any, endpoints: PinpointEndpoints) -> None:
    endpoints.add(
        APPLICATION,
        "e-1",
        Address="ann@example.org",
        Attributes={"kept": ["1"], "gone": ["2"]},
        Metrics={"age": 7.0},
        User={"UserId": "ann", "UserAttributes": {"plan": ["gold"]}},
    )
    client.update_endpoint(
        ApplicationId=APPLICATION,
        EndpointId="e-1",
        EndpointRequest={
            "RequestId": "r-1",
            "Attributes": {"gone": [], "new": ["3"]},
            "User": {"UserAttributes": {"plan": ["tin"]}},
        },
    )
    answer = client.get_endpoint(ApplicationId=APPLICATION, EndpointId="e-1")["EndpointResponse"]
    assert answer["Attributes"] == {"kept": ["1"], "new": ["3"]}
    assert (answer["Address"], answer["Metrics"]) == ("ann@example.org", {"age": 7.0})
    assert answer["User"] == {"UserId": "ann", "UserAttributes": {"plan": ["tin"]}}


def test_endpoints_of_a_user_are_found(client: Any, endpoints: PinpointEndpoints) -> None:
    for number in range(2):
        endpoints.add(APPLICATION, f"e-{number}", User={"UserId": "ann"})
    endpoints.add(APPLICATION, "e-2", User={"UserId": "bob"})
    answer = client.get_user_endpoints(ApplicationId=APPLICATION, UserId="ann")["EndpointsResponse"]
    assert [item["Id"] for item in answer["Item"]] == ["e-0", "e-1"]


def test_what_is_not_there_is_refused(client: Any) -> None:
    for call in (
        lambda: client.get_endpoint(ApplicationId=APPLICATION, EndpointId="none"),
        lambda: client.get_user_endpoints(ApplicationId=APPLICATION, UserId="nobody"),
    ):
        with pytest.raises(ClientError, match="NotFoundException"):
            call()
