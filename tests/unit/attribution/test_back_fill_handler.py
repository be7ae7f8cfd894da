"""The back-fill function as Lambda calls it, on moto: settings, wiring, answers, and what it prints."""

import gzip
import importlib
import json
import time

import boto3
import pytest
from moto import mock_aws

from attribution.handlers import back_fill
from emulator.declared import create_table, create_touch_table
from kit.errors import BadInput
from tests.support.doubles import Context
from tests.support.environments import ENVIRONMENT
from tests.support.events import endpoint

NOW = int(time.time() * 1000)


@pytest.fixture
def put(monkeypatch):
    """Puts an object into the bucket of a deployment."""
    back_fill.wiring.cache_clear()
    for name, value in ENVIRONMENT["back_fill"].items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        create_touch_table(boto3.client("dynamodb"))
        create_table(boto3.client("dynamodb"), "lookups.tf", "lookups")
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="back-fill")
        yield lambda key, body: s3.put_object(Bucket="back-fill", Key=key, Body=body)


def call(event, **context):
    return back_fill.handler(event, Context(**{"remaining_seconds": 900, **context}))


def items(table):
    return boto3.client("dynamodb").scan(TableName=table)["Items"]


def touches(count):
    return "".join(
        json.dumps({"username": f"marker-{n}", "journey_id": "spring", "touched_at": NOW - n}) + "\n"
        for n in range(count)
    )


def test_touches_of_a_zipped_file(put):
    put("exports/2026.jsonl.gz", gzip.compress(touches(30).encode()))
    answer = call({"key": "exports/2026.jsonl.gz"})
    assert (answer["done"], answer["counts"]) == (True, {"lines": 30, "recorded": 30})
    assert {item["username"]["S"]: int(item["touched_at"]["N"]) for item in items("touches")} == {
        f"marker-{n}": NOW - n for n in range(30)
    }


def test_endpoints_of_an_export(put):
    """As an export job writes them: one endpoint a line, zipped."""
    lines = [json.dumps({"Id": f"e-{n}", "ApplicationId": "a", **endpoint(f"Ana{n}")}) for n in range(30)]
    put("part-0.gz", gzip.compress("\n".join(lines).encode()))
    answer = call({"key": "part-0.gz", "kind": "endpoints"})
    assert answer["counts"] == {"lines": 30, "remembered": 30}
    assert {item["reference"]["S"]: item["username"]["S"] for item in items("lookups")} == {
        f"pinpoint-endpoint:e-{n}": f"ana{n}" for n in range(30)
    }


def test_answer_says_how_to_go_on(put):
    put("2026.jsonl", touches(3))
    call({"key": "2026.jsonl"})
    boto3.client("dynamodb").delete_table(TableName="touches")
    with pytest.raises(Exception, match="ResourceNotFoundException"):
        call({"key": "2026.jsonl"})
    create_touch_table(boto3.client("dynamodb"))
    with pytest.raises(BadInput, match="before line 1 is done: split"):
        call({"key": "2026.jsonl"}, remaining_seconds=1)
    assert call({"key": "2026.jsonl", "from_line": 2})["counts"]["lines"] == 1


@pytest.mark.parametrize("event", [None, [], {}, {"touches": []}, {"key": "absent.csv"}])
def test_refused_payload(put, event):
    with pytest.raises(BadInput):
        call(event)


def test_nobody_is_named_in_the_log(put, capsys):
    """I8"""
    put("2026.jsonl", touches(2) + '{"username": "mark er", "journey_id": "marker"}\n{"marker"\n')
    answer = call({"key": "2026.jsonl"})
    assert len(answer["problems"]) == 2
    printed = capsys.readouterr()
    assert '"back-filled"' in printed.out
    assert "mark" not in printed.out + printed.err + json.dumps(answer)


def test_import_reads_no_environment(monkeypatch):
    for name in ENVIRONMENT["back_fill"]:
        monkeypatch.delenv(name, raising=False)
    importlib.reload(back_fill)
