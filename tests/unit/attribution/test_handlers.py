"""The handlers as Lambda calls them, on moto: settings, wiring, answers, and what they print."""

import importlib
import json
import re
import threading
from typing import ClassVar

import boto3
import pytest
from moto import mock_aws

from attribution.adapters.touch_table import TouchTable
from attribution.handlers import budgets
from emulator.declared import create_table, create_touch_table
from kit.errors import BadInput, ConfigError
from kit.logs import logger
from tests.support.doubles import Context
from tests.support.environments import ENVIRONMENT, MODULES, OPTIONAL
from tests.support.events import JOURNEY_ID, endpoint, journey_event


def module(name):
    return importlib.import_module(f"attribution.handlers.{name}")


@pytest.fixture(autouse=True)
def fresh_containers():
    """Every test meets cold containers."""
    for name in MODULES:
        module(name).wiring.cache_clear()


@pytest.fixture(scope="module")
def pool_and_queue():
    """Made once: moto makes keys for every pool, which takes most of a second."""
    with mock_aws():
        cognito = boto3.client("cognito-idp")
        pool = cognito.create_user_pool(
            PoolName="p", Schema=[{"Name": "campaign", "AttributeDataType": "String", "Mutable": True}]
        )["UserPool"]["Id"]
        cognito.admin_create_user(UserPoolId=pool, Username="ana.lima")
        yield pool, boto3.client("sqs").create_queue(QueueName="backlog")["QueueUrl"]


@pytest.fixture
def deployment(pool_and_queue, monkeypatch):
    """Table, pool with ana, and backlog, with the environment of all functions; reads ana's attribute."""
    pool, queue = pool_and_queue
    dynamodb, cognito = boto3.client("dynamodb"), boto3.client("cognito-idp")
    create_touch_table(dynamodb)
    create_table(dynamodb, "projection.tf", "pace")
    for values in ENVIRONMENT.values():
        for name, value in values.items():
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("USER_POOL_ID", pool)
    monkeypatch.setenv("BACKLOG_QUEUE_URL", queue)

    def campaign():
        attributes = cognito.admin_get_user(UserPoolId=pool, Username="ana.lima")["UserAttributes"]
        return next((a["Value"] for a in attributes if a["Name"] == "custom:campaign"), "")

    yield campaign
    dynamodb.delete_table(TableName="touches")
    dynamodb.delete_table(TableName="pace")


def call(name, event, **context):
    return module(name).handler(event, Context(**context))


def stream_event(new=None, old=None, username="ana.lima"):
    images = {k: {"journey_name": {"S": v}} for k, v in (("NewImage", new), ("OldImage", old)) if v}
    record = {"Keys": {"username": {"S": username}}, "SequenceNumber": "1", **images}
    return {"Records": [{"eventSource": "aws:dynamodb", "dynamodb": record}]}


def backlog_event(*bodies):
    return {
        "Records": [
            {"eventSource": "aws:sqs", "messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)
        ]
    }


def test_from_touch_to_blank(deployment):
    answer = call("tagging", journey_event({"e": endpoint("Ana.Lima")}))
    assert answer == {"e": {"EventAttributes": {"tagged": "true"}}}
    assert call("projection", stream_event(new=JOURNEY_ID)) == {"batchItemFailures": []}
    assert deployment() == JOURNEY_ID
    assert call("expiration", {}) == {"expired": 0, "reentered": 0}
    boto3.client("dynamodb").delete_item(TableName="touches", Key={"username": {"S": "ana.lima"}})
    assert call("projection", stream_event(old=JOURNEY_ID)) == {"batchItemFailures": []}
    assert deployment() == ""


def test_backlog_message_is_settled_from_the_table(deployment):
    call("tagging", journey_event({"e": endpoint("ana.lima")}))
    assert call("projection", backlog_event('{"username": "ana.lima"}')) == {"batchItemFailures": []}
    assert deployment() == JOURNEY_ID


def test_unreadable_backlog_message_is_reported_and_stops_nobody(deployment):
    call("tagging", journey_event({"e": endpoint("ana.lima")}))
    answer = call("projection", backlog_event("poison", '{"username": "ana.lima"}'))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert deployment() == JOURNEY_ID


def test_redriven_letters_are_told_apart(deployment):
    """A lost sweep needs nothing; a lost batch of another stream stays, and stops nobody."""
    call("tagging", journey_event({"e": endpoint("ana.lima")}))
    batch = {"streamArn": "other", "shardId": "s", "startSequenceNumber": "1", "endSequenceNumber": "2"}
    bodies = [
        json.dumps({"requestContext": {}, "requestPayload": {}}),
        json.dumps({"requestContext": {}, "DDBStreamBatchInfo": batch}),
        json.dumps({"username": "ana.lima"}),
    ]
    assert call("projection", backlog_event(*bodies)) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert deployment() == JOURNEY_ID
    assert call("projection", backlog_event(bodies[0])) == {"batchItemFailures": []}


@pytest.mark.parametrize("event", [{}, None, "x", {"scheduled": True}, []])
def test_any_payload_means_sweep_now(deployment, event):
    assert call("expiration", event) == {"expired": 0, "reentered": 0}


def test_expired_touch_is_removed_and_reported(deployment, monkeypatch):
    monkeypatch.setenv("LOOKBACK_WINDOW_SECONDS", "1")
    call("tagging", journey_event({"e": endpoint("ana.lima")}))
    later = module("tagging").now_in_milliseconds() + 5_000
    monkeypatch.setattr("attribution.handlers.expiration.now_in_milliseconds", lambda: later)
    assert call("expiration", {}) == {"expired": 1, "reentered": 0}


def test_now_is_read_at_each_call(deployment, monkeypatch):
    """I5"""
    times = iter([1_795_170_000_000, 1_795_170_060_000])
    monkeypatch.setattr("attribution.handlers.tagging.now_in_milliseconds", lambda: next(times))
    for username in ("ana", "bo"):
        call("tagging", journey_event({"e": endpoint(username)}))
    items = boto3.client("dynamodb").scan(TableName="touches")["Items"]
    assert sorted(int(item["touched_at"]["N"]) for item in items) == [1_795_170_000_000, 1_795_170_060_000]


@pytest.mark.parametrize(
    "event", [{}, None, [], {"Records": []}, {"Records": ["x"]}, {"Records": [{"eventSource": "aws:s3"}]}]
)
def test_projection_refuses_what_is_no_batch(deployment, event):
    with pytest.raises(BadInput):
        call("projection", event)


@pytest.mark.parametrize("walk", ["table", "pool"])
def test_reconciliation_queues_who_differs(deployment, walk):
    """The pool is walked with `sub` prefixes, the table in segments; a second walk finds no difference."""
    call("projection", backlog_event('{"username": "ana.lima"}'))  # blank, whoever was here before
    call("tagging", journey_event({"e": endpoint("ana.lima")}))
    answer = call("reconcile", {"walk": walk, "segments": 16}, remaining_seconds=900)
    assert answer == {
        "done": True,
        "resume": None,
        "stopped": None,
        "counts": {"users": 1, "queued": 1, "skipped": 0, "segments": 16},
    }
    call("projection", backlog_event('{"username": "ana.lima"}'))
    assert deployment() == JOURNEY_ID
    assert call("reconcile", {"walk": "pool", "segments": 16}, remaining_seconds=900)["counts"]["queued"] == 0


class TestToken:
    event: ClassVar = {"version": "1", "userName": "Ana.Lima", "request": {}, "response": {}}

    def test_claim(self, deployment):
        call("tagging", journey_event({"e": endpoint("ana.lima")}))
        details = call("token", self.event)["response"]["claimsOverrideDetails"]
        assert details == {"claimsToAddOrOverride": {"custom:campaign": JOURNEY_ID}}

    def test_fails_open_without_a_table(self, deployment, monkeypatch):
        monkeypatch.setenv("TABLE_NAME", "absent")
        assert call("token", self.event) == self.event

    def test_fails_open_when_the_table_takes_too_long(self, deployment, monkeypatch, capsys):
        """Even where every single wait is short enough for the client."""
        never = threading.Event()
        monkeypatch.setattr(budgets, "TOKEN_SECONDS", 0.01)
        monkeypatch.setattr(TouchTable, "current", lambda *_: never.wait(60))
        assert call("token", self.event) == self.event
        never.set()
        assert '"TokensLeftAsTheyWere":[1.0]' in capsys.readouterr().out

    def test_fails_open_without_settings(self, deployment, monkeypatch):
        monkeypatch.delenv("TABLE_NAME")
        assert call("token", self.event) == self.event

    @pytest.mark.parametrize("event", [None, [], "x", {}])
    def test_fails_open_on_anything(self, deployment, event):
        assert call("token", event) == event


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        (name, variable)
        for name, values in ENVIRONMENT.items()
        for variable in values
        if variable not in OPTIONAL
    ],
)
def test_missing_setting_is_named(deployment, monkeypatch, name, variable):
    monkeypatch.delenv(variable)
    with pytest.raises(ConfigError, match=f"{variable} is missing"):
        module(name).wiring()


@pytest.mark.parametrize("name", MODULES)
def test_import_reads_no_environment_and_makes_no_client(name, monkeypatch):
    """Without any of our variables the module imports; settings are read at the first call."""
    for values in ENVIRONMENT.values():
        for variable in values:
            monkeypatch.delenv(variable, raising=False)
    importlib.reload(module(name))


class TestPrivacy:
    """I8: logs and metrics contain no address and no raw username."""

    MARKER = "marker"

    def printed(self, capsys):
        out = capsys.readouterr()
        return out.out + out.err

    def endpoints(self):
        return {
            "marker-endpoint-1": endpoint("marker-user", Address="marker-address@example.org"),
            "marker-endpoint-2": endpoint("marker user with spaces"),
            "marker-endpoint-3": endpoint(User={"UserId": "marker-id", "UserAttributes": "marker-text"}),
            "marker-endpoint-4": "marker-text",
        }

    def test_no_marker_of_any_flow_is_printed(self, deployment, capsys):
        call("tagging", journey_event(self.endpoints()) | {"Data": "marker-data"})
        call("projection", stream_event(new="spring", username="marker-user"))
        call("projection", backlog_event('{"username": "marker-user"}', "marker-body"))
        call("expiration", {})
        call("token", {"version": "1", "userName": "marker-user", "response": {}})
        printed = self.printed(capsys)
        assert '"TouchesRecorded"' in printed
        assert self.MARKER not in printed

    @pytest.mark.parametrize("name", ["tagging", "projection"])
    @pytest.mark.parametrize(
        "event", [{"marker": 1}, "marker", ["marker"], {"Endpoints": "marker", "JourneyId": "j"}]
    )
    def test_refused_payload_is_not_quoted(self, deployment, capsys, name, event):
        with pytest.raises(BadInput) as raised:
            call(name, event)
        values = [event] if isinstance(event, str) else []
        assert all(value not in str(raised.value) for value in values)
        printed = self.printed(capsys)
        assert re.search(r"BadInput|NobodysPayload", printed)
        assert "'marker'" not in printed.replace("fields ['marker']", "")  # a field's name may be told

    def test_fault_of_ours_keeps_its_text_out_of_the_log(self, deployment, monkeypatch, capsys):
        def broken():
            raise ValueError(self.MARKER)

        monkeypatch.setattr("attribution.handlers.tagging.wiring", broken)
        with pytest.raises(Exception, match="unexpected ValueError") as raised:
            call("tagging", {})
        assert raised.value.__suppress_context__
        printed = self.printed(capsys)
        assert "ValueError" in printed
        assert self.MARKER not in printed

    def test_logger_prints_only_what_is_allowed(self, deployment, capsys):
        logger().info("hello", endpoint="marker", counts={"a": 1})
        line = json.loads(self.printed(capsys))
        assert line["counts"] == {"a": 1}
        assert "endpoint" not in line


def test_metrics_carry_the_deployment_and_its_numbers(deployment, capsys):
    call("tagging", journey_event({"e": endpoint("ana.lima"), "f": None}))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    emf = [line for line in lines if "_aws" in line]
    assert all(line["service"] == "test-deployment" for line in emf)
    assert all(line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "JourneyAttribution" for line in emf)
    merged = {key: value for line in emf for key, value in line.items()}
    assert merged["TouchesRecorded"] == [1.0]
    assert merged["TouchesRejected"] == [1.0]
    assert merged["TouchesRejectedByReason"] == [1.0]
    assert merged["reason"] == "endpoint_null"


def test_numbers_are_printed_even_when_the_call_fails(deployment, monkeypatch, capsys):
    monkeypatch.setenv("TABLE_NAME", "absent")
    with pytest.raises(ConfigError, match="dynamodb:UpdateItem was refused"):
        call("tagging", journey_event({"e": endpoint()}))
    assert '"TouchesFailed":[1.0]' in capsys.readouterr().out
