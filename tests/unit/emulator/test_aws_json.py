"""The other protocol: one path, a header that names the operation, and the rules of the model."""

import datetime as dt
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer

MOMENT = dt.datetime(2026, 4, 2, 9, 15, 30, tzinfo=dt.UTC)
TABLE = {"TableName": "touches", "CreationDateTime": MOMENT, "TableStatus": "ACTIVE"}
GET_ITEM = "DynamoDB_20120810.GetItem"


def get_item(params: dict[str, Any]) -> dict[str, Any]:
    if params["TableName"] == "missing":
        raise ServiceError("ResourceNotFoundException", "no such table")
    return {"Item": {**params["Key"], "raw": {"B": b"\x00\xff"}}}


@pytest.fixture
def tables() -> Iterator[ModelServer]:
    handlers = {"GetItem": get_item, "DescribeTable": lambda _: {"Table": TABLE}}
    with ModelServer("dynamodb", handlers) as server:
        yield server


def post(server: ModelServer, target: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Status and error of a call that no SDK would make."""
    request = urllib.request.Request(server.url, method="POST", data=body, headers={"X-Amz-Target": target})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
    with error.value:
        return error.value.code, json.loads(error.value.read())


def test_values_go_there_and_back(tables: ModelServer) -> None:
    client = tables.client()
    key = {"username": {"B": b"ann\xff"}}
    assert client.get_item(TableName="touches", Key=key)["Item"] == {**key, "raw": {"B": b"\x00\xff"}}
    assert client.describe_table(TableName="touches")["Table"]["CreationDateTime"] == MOMENT
    assert tables.calls[0] == ("GetItem", {"TableName": "touches", "Key": key})
    assert tables.violations == []


@pytest.mark.parametrize(
    ("service", "operation", "version"),
    [("events", "ListRules", "1.1"), ("pinpoint-sms-voice-v2", "DescribePools", "1.0")],
)
def test_the_answer_names_the_version(service: str, operation: str, version: str) -> None:
    with ModelServer(service, {operation: lambda _: {}}) as server:
        client = server.client()
        answer = client.list_rules() if operation == "ListRules" else client.describe_pools()
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        assert headers["content-type"] == f"application/x-amz-json-{version}"


def test_errors_of_the_service(tables: ModelServer) -> None:
    client = tables.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="no such table"):
        client.get_item(TableName="missing", Key={})
    assert tables.violations == []


def test_an_operation_without_handler(tables: ModelServer) -> None:
    with pytest.raises(ClientError, match="does not have DeleteTable"):
        tables.client().delete_table(TableName="x")


@pytest.mark.parametrize(
    ("target", "body", "status", "reason"),
    [
        ("", b"{}", 404, "no operation for the x-amz-target (none)"),
        ("DynamoDB_20120810.Dance", b"{}", 404, "no operation for the x-amz-target DynamoDB_20120810.Dance"),
        ("OtherService.GetItem", b"{}", 404, "no operation for the x-amz-target OtherService.GetItem"),
        (GET_ITEM, b"{nonsense", 400, "not JSON"),
        (GET_ITEM, b"[]", 400, "not a JSON object"),
        (GET_ITEM, b"", 400, "Missing required parameter"),
        (GET_ITEM, b'{"TableName": "x", "Key": {}, "Colour": 1}', 400, "Unknown parameter"),
    ],
)
def test_a_wrong_request_is_a_violation(
    tables: ModelServer, target: str, body: bytes, status: int, reason: str
) -> None:
    code, error = post(tables, target, body)
    assert code == status
    assert reason in tables.violations[0]
    assert reason in error["message"]
    assert error["__type"] in {"UnknownOperationException", "BadRequestException"}
