"""The server speaks the protocol, and says so when the other side does not."""

import datetime as dt
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.errors import ServiceError
from emulator.standins.faults import delay, fail, throttle
from emulator.standins.model_server import ModelServer

MOMENT = dt.datetime(2026, 4, 2, 9, 15, 30, tzinfo=dt.UTC)


def get_schedule(params: dict[str, Any]) -> dict[str, Any]:
    if params["Name"] == "missing":
        raise ServiceError("ResourceNotFoundException", "no such schedule", 404)
    if params["Name"] == "broken":
        return {"Name": 7}
    if params["Name"] == "crash":
        raise KeyError("oops")
    return {"Name": params["Name"], "GroupName": params.get("GroupName", "default"), "CreationDate": MOMENT}


def list_schedules(params: dict[str, Any]) -> dict[str, Any]:
    return {"Schedules": [{"Name": f"{params['MaxResults']}-of-{params['NamePrefix']}"}]}


def invoke(params: dict[str, Any]) -> dict[str, Any]:
    return {
        "StatusCode": 202,
        "ExecutedVersion": params.get("Qualifier", "$LATEST"),
        "Payload": params["Payload"][::-1],
    }


@pytest.fixture
def scheduler() -> Iterator[ModelServer]:
    with ModelServer("scheduler", {"GetSchedule": get_schedule, "ListSchedules": list_schedules}) as server:
        yield server


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_path_query_and_timestamp(scheduler: ModelServer) -> None:
    answer = scheduler.client().get_schedule(Name="a.b-c", GroupName="g_h")
    assert (answer["Name"], answer["GroupName"]) == ("a.b-c", "g_h")
    assert answer["CreationDate"] == MOMENT
    assert scheduler.calls == [("GetSchedule", {"Name": "a.b-c", "GroupName": "g_h"})]
    assert scheduler.violations == []


def test_a_label_of_the_path_is_unquoted() -> None:
    found = {
        "arn": "arn:aws:connect-campaigns:::campaign",
        "name": "Spring welcome",
        "connectInstanceId": "i",
    }
    describe = {"DescribeCampaign": lambda params: {"campaign": {"id": params["id"], **found}}}
    with ModelServer("connectcampaignsv2", describe) as server:
        assert server.client().describe_campaign(id="a/b:c")["campaign"]["id"] == "a/b:c"


def test_numbers_in_a_query(scheduler: ModelServer) -> None:
    answer = scheduler.client().list_schedules(NamePrefix="x", MaxResults=5)
    assert answer["Schedules"] == [{"Name": "5-of-x"}]


def test_raw_payload_headers_and_status() -> None:
    with ModelServer("lambda", {"Invoke": invoke}) as server:
        answer = server.client().invoke(
            FunctionName="f", Qualifier="7", InvocationType="Event", Payload=b"\x00abc"
        )
        assert answer["Payload"].read() == b"cba\x00"
        assert (answer["StatusCode"], answer["ExecutedVersion"]) == (202, "7")
        assert server.calls[0][1]["InvocationType"] == "Event"


def test_errors_of_the_service(scheduler: ModelServer) -> None:
    client = scheduler.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="no such schedule"):
        client.get_schedule(Name="missing")
    assert scheduler.violations == []


def test_an_operation_without_handler(scheduler: ModelServer) -> None:
    with pytest.raises(ClientError, match="does not have DeleteSchedule") as error:
        scheduler.client().delete_schedule(Name="x")
    assert code_of(error) == ("NotImplementedException", 501)


@pytest.mark.parametrize(
    ("name", "reason"), [("broken", "Invalid type for parameter Name"), ("crash", "KeyError")]
)
def test_a_wrong_answer_is_a_violation(scheduler: ModelServer, name: str, reason: str) -> None:
    with pytest.raises(ClientError) as error:
        scheduler.client().get_schedule(Name=name)
    assert code_of(error)[1] == 500
    assert reason in scheduler.violations[0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "reason"),
    [
        ("GET", "/nowhere/at/all", b"", 404, "no operation for GET /nowhere/at/all"),
        ("POST", "/schedules/x", b'{"Unknown": 1}', 400, "Missing required parameter"),
        ("POST", "/schedules/x", b"{nonsense", 400, "not JSON"),
        ("POST", "/schedules/x", b"[]", 400, "not a JSON object"),
    ],
)
def test_a_wrong_request_is_a_violation(
    scheduler: ModelServer, method: str, path: str, body: bytes, status: int, reason: str
) -> None:
    request = urllib.request.Request(scheduler.url + path, method=method, data=body or None)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
    error.value.close()
    assert error.value.code == status
    assert reason in scheduler.violations[0]


def test_faults_are_used_up_call_by_call(scheduler: ModelServer) -> None:
    client = scheduler.client()
    scheduler.faults.add("GetSchedule", throttle(), times=2)
    scheduler.faults.add("GetSchedule", fail("InternalServerException", status=500))
    codes = []
    for _ in range(3):
        with pytest.raises(ClientError) as error:
            client.get_schedule(Name="x")
        codes.append(code_of(error))
    assert codes == [("TooManyRequestsException", 429)] * 2 + [("InternalServerException", 500)]
    assert client.get_schedule(Name="x")["Name"] == "x"


def test_a_delay_is_followed_by_the_answer(scheduler: ModelServer) -> None:
    client = scheduler.client()
    scheduler.faults.add("GetSchedule", delay(0.15))
    started = time.monotonic()
    assert client.get_schedule(Name="x")["Name"] == "x"
    assert time.monotonic() - started >= 0.15


def test_faults_can_be_chosen_by_call(scheduler: ModelServer) -> None:
    client = scheduler.client()
    scheduler.faults.choose = lambda _, params: throttle() if params["Name"] == "hot" else None
    assert client.get_schedule(Name="cold")["Name"] == "cold"
    with pytest.raises(ClientError):
        client.get_schedule(Name="hot")


def test_only_what_the_model_knows_can_be_served() -> None:
    with pytest.raises(ValueError, match="no operation Dance"):
        ModelServer("scheduler", {"Dance": get_schedule})
    with pytest.raises(ValueError, match="sns speaks query; a stand-in speaks rest-json or json"):
        ModelServer("sns", {})
