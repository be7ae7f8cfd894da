"""The ledger function as Lambda calls it, on moto: from the table's stream to the lake's bucket."""

import gzip
import json
import time

import boto3
import pytest
from moto import mock_aws

from attribution.rules.touch import Touch
from emulator.declared import create_touch_table
from kit.errors import BadInput, ConfigError
from ledger.adapters.touch_stream import TouchStream
from ledger.handlers import budgets
from ledger.handlers import ledger as ledger_handler
from tests.support.doubles import Context, item_of
from tests.support.functions import timeout_of
from tests.unit.test_budgets import worst

NOW = int(time.time() * 1000)  # moto's stream has no other clock


class Deployment:
    """A table with its stream, and a delivery stream without buffer, as moto has it."""

    def __init__(self):
        self.dynamodb = boto3.client("dynamodb")
        table = create_touch_table(self.dynamodb)
        self.stream_arn = self.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        self.table = table
        self.s3 = boto3.client("s3")
        self.s3.create_bucket(Bucket="lake")
        boto3.client("firehose").create_delivery_stream(
            DeliveryStreamName="ledger",
            ExtendedS3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::123456789012:role/firehose",
                "BucketARN": "arn:aws:s3:::lake",
            },
        )

    def touch(self, username, journey, at=NOW):
        touch = Touch(
            username=username,
            journey_id=journey,
            journey_name=journey,
            touched_at=at,
            expires_at=at // 1000 + 3600,
            source="direct",
        )
        # moto would make two records of an update that makes an item
        self.dynamodb.put_item(TableName=self.table, Item=item_of(touch))

    def forget(self, username):
        self.dynamodb.delete_item(TableName=self.table, Key={"username": {"S": username}})

    def records(self):
        """What Lambda's mapping hands over."""
        stream = TouchStream(lambda: boto3.client("dynamodbstreams"), self.stream_arn)
        # moto's shard is open, so its pages do not end; the first has all
        found = [one for shard in stream.shards() for one in next(stream.pages(shard.id, None))]
        return [{**one, "eventSource": "aws:dynamodb"} for one in found]

    def lines(self):
        objects = self.s3.list_objects_v2(Bucket="lake").get("Contents", [])
        bodies = [self.s3.get_object(Bucket="lake", Key=one["Key"])["Body"].read() for one in objects]
        return [line for body in bodies for line in _unzipped(body).splitlines()]


def _unzipped(body):
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


@pytest.fixture(autouse=True)
def fresh_container():
    """Every test meets a cold container."""
    ledger_handler.wiring.cache_clear()


@pytest.fixture
def deployment(monkeypatch):
    with mock_aws():
        made = Deployment()
        monkeypatch.setenv("DELIVERY_STREAM_NAME", "ledger")
        monkeypatch.setenv("STREAM_ARN", made.stream_arn)
        yield made


def of(username, records):
    return next(one for one in records if one["dynamodb"]["Keys"]["username"]["S"] == username)


def call(event, seconds=120):
    return ledger_handler.handler(event, Context(remaining_seconds=seconds))


def test_every_change_is_a_line_and_a_replay_says_it_again(deployment, capsys):
    deployment.touch("ann", "spring")
    deployment.touch("ann", "summer", NOW + 1000)
    deployment.forget("ann")
    assert call({"Records": deployment.records()}) == {"batchItemFailures": []}
    live = deployment.lines()
    assert [json.loads(line)["kind"] for line in live] == ["touch", "replacement", "removal"]
    assert '"LedgerEntriesWritten":[3.0]' in capsys.readouterr().out.replace(" ", "")
    answer = call({"replay": {}})
    assert (answer["done"], answer["counts"]["entries"]) == (True, 3)
    assert sorted(deployment.lines()) == sorted(live * 2)


def test_what_is_refused_at_last_comes_again_from_there_on(deployment, monkeypatch):
    for user in ("ann", "ben", "cleo"):
        deployment.touch(user, "spring")
    records = deployment.records()
    refused = of("ben", records)["dynamodb"]["SequenceNumber"]
    taking = ledger_handler.DeliveryStream.put

    def put(self, lines):
        left = [place for place, line in enumerate(lines) if b'"ben"' in line]
        taking(self, [line for place, line in enumerate(lines) if place not in left])
        return left

    monkeypatch.setattr(ledger_handler.DeliveryStream, "put", put)
    answer = call({"Records": records}, seconds=ledger_handler.RESERVE_SECONDS + 0.05)
    assert answer == {"batchItemFailures": [{"itemIdentifier": refused}]}


def test_record_that_cannot_be_read_is_named_by_its_place_and_stops_nobody(deployment, capsys):
    deployment.touch("ann", "spring")
    deployment.touch("marker-user", "spring")
    records = deployment.records()
    broken = of("marker-user", records)["dynamodb"]
    del broken["NewImage"]["journey_name"]
    assert call({"Records": [*records, {"eventSource": "aws:dynamodb", "marker": 1}]}) == {
        "batchItemFailures": []
    }
    assert [json.loads(line)["username"] for line in deployment.lines()] == ["ann"]
    printed = capsys.readouterr().out
    assert f'"record":"{broken["SequenceNumber"]}"' in printed
    assert '"LedgerRecordsUnreadable":[2.0]' in printed.replace(" ", "")


def test_logs_and_metrics_name_nobody(deployment, capsys):
    """I8: neither a batch nor a replay prints a username."""
    deployment.touch("marker-user", "spring")
    deployment.touch("marker-user", "summer", NOW + 1000)
    records = deployment.records()
    broken = {**records[0], "dynamodb": {**records[0]["dynamodb"], "SequenceNumber": "marker-number"}}
    call({"Records": [*records, broken]})
    call({"replay": {}})
    printed = capsys.readouterr()
    assert "LedgerEntriesWritten" in printed.out
    assert "marker" not in printed.out + printed.err


@pytest.mark.parametrize(
    "event",
    [{}, [], {"Records": []}, {"Records": [{"eventSource": "aws:sqs"}]}, {"replay": {"from": "marker"}}],
)
def test_what_is_neither_batch_nor_replay_is_refused(deployment, event):
    with pytest.raises(BadInput) as refused:
        call(event)
    assert "marker" not in str(refused.value)


def test_every_missing_setting_is_named():
    with pytest.raises(ConfigError, match=r"DELIVERY_STREAM_NAME.*STREAM_ARN"):
        call({"replay": {}})


class TestBudgets:
    """What one invocation may wait for fits the timeout that Terraform gives the function."""

    def test_last_page_or_request_fits_into_the_reserve(self):
        reading = worst(budgets.LEDGER, "dynamodbstreams", "dynamodbstreams")
        assert reading <= ledger_handler.RESERVE_SECONDS
        assert worst(budgets.LEDGER, "firehose") <= ledger_handler.RESERVE_SECONDS

    def test_there_is_time_for_retries(self):
        assert timeout_of("ledger.handlers.ledger") >= 2 * ledger_handler.RESERVE_SECONDS + worst(
            budgets.LEDGER, "firehose"
        )
