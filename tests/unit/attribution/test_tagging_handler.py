"""The tagging function as its event source mappings call it, on moto, with the tables of Terraform."""

import base64
import json
import time

import boto3
import pytest
from moto import mock_aws

from attribution.handlers import tagging
from emulator.declared import create_table, create_touch_table
from kit.errors import BadInput, ConfigError
from tests.support.doubles import Context
from tests.support.environments import ENVIRONMENT
from tests.support.samples.reading import sample

NOW = int(time.time() * 1000)
TOUCH = {
    "source": "shop",
    "detail-type": "Journey Touch",
    "time": "2026-11-20T10:00:00Z",
    "detail": {"username": "Ana", "journey_id": "spring", "touched_at": NOW},
}


@pytest.fixture
def tables(monkeypatch):
    """Those of tagging, with one endpoint in a table of the customer's; reads a user's item."""
    with mock_aws():
        yield from _tables(monkeypatch)


def _tables(monkeypatch):
    dynamodb = boto3.client("dynamodb")
    create_touch_table(dynamodb)
    create_table(dynamodb, "lookups.tf", "lookups")
    dynamodb.create_table(
        TableName="endpoints",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "endpoint_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "endpoint_id", "KeyType": "HASH"}],
    )
    dynamodb.put_item(TableName="endpoints", Item={"endpoint_id": {"S": "ep-1"}, "username": {"S": "Bo"}})
    for name, value in ENVIRONMENT["tagging"].items():
        monkeypatch.setenv(name, value)
    tagging.wiring.cache_clear()
    yield lambda name: dynamodb.get_item(TableName="touches", Key={"username": {"S": name}}).get("Item")
    tagging.wiring.cache_clear()


def call(event):
    return tagging.handler(event, Context())


def click(client_id):
    event = sample("pinpoint_events", "email_click")
    payload = event | {"arrival_timestamp": NOW, "client": {"client_id": client_id}}
    data = base64.b64encode(json.dumps(payload).encode()).decode()
    return {"eventSource": "aws:kinesis", "kinesis": {"data": data, "sequenceNumber": "1"}}


def test_messages_of_the_inbox(tables):
    bodies = [json.dumps(TOUCH), "not json"]
    records = [
        {"eventSource": "aws:sqs", "messageId": f"0{n}", "body": body} for n, body in enumerate(bodies)
    ]
    assert call({"Records": records}) == {"batchItemFailures": [{"itemIdentifier": "01"}]}
    assert tables("ana")["source"] == {"S": "journey_touch"}


def test_event_that_a_rule_or_a_person_hands_over_is_answered(tables):
    assert list(call(TOUCH).values()) == ["recorded"]
    assert tables("ana") is not None


def test_records_of_kinesis_whose_endpoints_a_table_of_the_customer_knows(tables, monkeypatch):
    monkeypatch.setenv("ENDPOINTS_TABLE_NAME", "endpoints")
    assert call({"Records": [click("ep-1"), click("ep-2")]}) == {"batchItemFailures": []}
    assert tables("bo")["source"] == {"S": "pinpoint_events"}


def test_lost_batch_of_a_stream_that_is_not_ours_is_refused(tables):
    info = {"streamArn": "arn", "shardId": "s", "startSequenceNumber": "1", "endSequenceNumber": "2"}
    letter = {"eventSource": "aws:sqs", "messageId": "07", "body": json.dumps({"KinesisBatchInfo": info})}
    assert call({"Records": [letter]}) == {"batchItemFailures": [{"itemIdentifier": "07"}]}


def test_source_that_needs_lookups_shows_a_deployment_without_them(tables, monkeypatch):
    monkeypatch.delenv("LOOKUPS_TABLE_NAME")
    with pytest.raises(ConfigError, match="LOOKUPS_TABLE_NAME is missing"):
        call({"Records": [click("ep-1")]})


@pytest.mark.parametrize(
    "event", [{"Records": []}, {"Records": ["x"]}, {"Records": [{"eventSource": "aws:s3"}]}]
)
def test_batch_from_elsewhere_is_refused(tables, event):
    with pytest.raises(BadInput):
        call(event)
