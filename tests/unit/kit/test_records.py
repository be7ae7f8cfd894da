"""What the attribution's own tests do not show of a record; they read every kind of it."""

import base64
import json

import pytest

from kit.errors import BadInput
from kit.records import QUEUE, SENT_AT, STREAM, record_of, shown

MESSAGE = "19dd0b57-b21e-4ac1-bd88-01bbb068cb78"
SEQUENCE = "49590338271490256608559692538361571095921575989136588898"


def message(**fields):
    return {"messageId": "m-1", "body": "{}", "attributes": {}, **fields}


def test_a_message_is_read_as_far_as_its_payload():
    record = record_of(
        message(
            body='{"a": 1}', attributes={"ApproximateReceiveCount": "3", "SentTimestamp": "1700000000000"}
        ),
        QUEUE,
    )
    assert (record.identifier, record.payload, record.receives) == ("m-1", {"a": 1}, 3)
    assert record.sent_at == 1_700_000_000_000


def test_a_redriven_message_keeps_its_first_moment():
    told = {SENT_AT: {"stringValue": "1600000000000", "dataType": "Number"}}
    found = record_of(message(messageAttributes=told, attributes={"SentTimestamp": "1700000000000"}), QUEUE)
    assert found.sent_at == 1_600_000_000_000


def test_a_record_of_a_stream_is_in_base64():
    content = {
        "sequenceNumber": "49",
        "data": base64.b64encode(b"[1]").decode(),
        "approximateArrivalTimestamp": 1.5,
    }
    record = record_of({"kinesis": content}, STREAM)
    assert (record.identifier, record.payload, record.sent_at) == ("49", [1], 1500)


@pytest.mark.parametrize("moment", [None, "soon", True, -1, 1e300, float("nan")])
def test_a_moment_that_is_none_is_unknown(moment):
    known = record_of({"kinesis": {"approximateArrivalTimestamp": moment}}, STREAM).sent_at
    assert known in {None, 1000}  # JSON's true counts as one second, and does no harm


@pytest.mark.parametrize("body", [None, 1, "", "{", "[" * 100_000, b"\xff".decode("latin-1") + "{"])
def test_what_is_no_json_is_bad_input(body):
    with pytest.raises(BadInput, match=r"^the record must be JSON$"):
        _ = record_of(message(body=body), QUEUE).payload


def test_what_is_no_base64_is_bad_input():
    with pytest.raises(BadInput, match="in base64"):
        _ = record_of({"kinesis": {"data": "%%%"}}, STREAM).payload


@pytest.mark.parametrize("kind", [QUEUE, STREAM])
@pytest.mark.parametrize("odd", [None, 1, "text", [], {}])
def test_odd_fields_are_no_fault(kind, odd):
    record = record_of({"attributes": odd, "messageAttributes": odd, "kinesis": odd, "body": odd}, kind)
    assert (record.identifier, record.sent_at, record.receives) == ("", None, 1)


def test_other_sources_are_refused():
    with pytest.raises(BadInput, match="aws:sqs or aws:kinesis"):
        record_of(json.loads("{}"), "aws:s3")


@pytest.mark.parametrize(
    ("identifier", "line"),
    [
        (MESSAGE, MESSAGE),
        (SEQUENCE, SEQUENCE),
        ("ann@example.org", "…"),
        ("", "…"),
        ("4" * 129, "…"),
    ],
)
def test_a_log_line_has_what_looks_like_an_identifier_alone(identifier, line):
    assert shown(identifier) == line
