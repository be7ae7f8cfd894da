"""Valid payloads of every function, to be changed at random."""

from __future__ import annotations

from typing import Any

from attribution.rules.touch import Touch
from tests.fuzz.shapes import CANARY
from tests.support.doubles import MemoryTable
from tests.support.environments import ENVIRONMENT
from tests.support.events import endpoint


def endpoints() -> dict[str, Any]:
    return {f"{CANARY}-{n}": endpoint(f"{CANARY}-{n}", Address=f"{CANARY}@example.org") for n in range(3)}


def stream_event() -> dict[str, Any]:
    """Three records: a touch, a newer one of another journey, and its removal."""
    table = MemoryTable()
    for number, journey in enumerate(["spring", "summer"]):
        table.record(
            Touch(
                username=CANARY,
                journey_id=journey,
                journey_name=journey,
                touched_at=number,
                expires_at=1_795_170_000,
                source="pinpoint_journey",
            )
        )
    table.remove_if_due(CANARY, 1_795_170_000)
    return {"Records": table.stream}


LETTERS: list[dict[str, Any]] = [
    {"username": CANARY},
    {
        "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": 11},
        "DDBStreamBatchInfo": {
            "shardId": "shardId-1",
            "startSequenceNumber": "1",
            "endSequenceNumber": "2",
            "streamArn": ENVIRONMENT["projection"]["STREAM_ARN"],
        },
    },
    {"requestContext": {"condition": "EventAgeExceeded"}, "requestPayload": {}},
]


def message(body: str, number: int) -> dict[str, Any]:
    return {
        "eventSource": "aws:sqs",
        "messageId": f"message-{number}",
        "receiptHandle": CANARY,
        "attributes": {"SentTimestamp": "1795170000000", "ApproximateReceiveCount": "1"},
        "messageAttributes": {"waiting_since": {"stringValue": "1795170000000", "dataType": "Number"}},
        "body": body,
    }


def token_event() -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": "TokenGeneration_Authentication",
        "userPoolId": "us-east-1_AbCd12345",
        "userName": CANARY,
        "callerContext": {"clientId": "client"},
        "request": {
            "userAttributes": {"sub": CANARY, "email": f"{CANARY}@example.org"},
            "groupConfiguration": {"groupsToOverride": [], "preferredRole": None},
        },
        "response": {"claimsOverrideDetails": {"claimsToAddOrOverride": {"other": "kept"}}},
    }


def walk() -> dict[str, Any]:
    return {"walk": "pool", "segments": 16, "next_segment": 3}
