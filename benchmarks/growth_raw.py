"""The bare calls that `growth` holds the handlers against: the same requests in as many threads."""

from __future__ import annotations

import json
import time
from typing import Any

from attribution.adapters.backlog_queue import WORKERS as SENDERS
from attribution.adapters.touch_table import DUE_PAGE, EXPIRY_INDEX
from attribution.flows.expiration import WORKERS as DELETERS
from attribution.handlers import budgets
from attribution.rules.touch import EXPIRY_SHARDS, expiry_shard
from benchmarks.bare import TABLE
from kit.clients import Clients
from kit.deadline import for_each
from kit.sending import BATCH as MESSAGES_PER_CALL

BATCH = 500  # touches tagged, and touches due
READS = 200
WALK_SEGMENTS = 16


def clients() -> tuple[Any, Any]:
    """DynamoDB for sweeps, reads and scans, and SQS."""
    return Clients(budgets.EXPIRATION, connections=DELETERS)["dynamodb"], Clients(budgets.RECONCILE)["sqs"]


def item(username: str, expires_at: int) -> dict[str, Any]:
    """As tagging writes it."""
    return {
        "username": {"S": username},
        "journey_id": {"S": "spring"},
        "journey_name": {"S": "spring"},
        "touched_at": {"N": "1"},
        "expires_at": {"N": str(expires_at)},
        "expires_on": {"S": "2026-01-01T00:00:00Z"},
        "expiry_shard": {"N": str(expiry_shard(username))},
        "source": {"S": "benchmark"},
    }


def read(dynamodb: Any, username: str) -> None:
    """What a token needs."""
    dynamodb.get_item(
        TableName=TABLE,
        Key={"username": {"S": username}},
        ProjectionExpression="journey_name, expires_at",
        ConsistentRead=True,
    )


def sweep(dynamodb: Any) -> None:
    """Find and delete what is due."""
    now = {":now": {"N": str(int(time.time()))}}

    def delete(username: str) -> None:
        dynamodb.delete_item(
            TableName=TABLE,
            Key={"username": {"S": username}},
            ConditionExpression="expires_at <= :now",
            ExpressionAttributeValues=now,
        )

    for shard in range(EXPIRY_SHARDS):
        due = dynamodb.query(
            TableName=TABLE,
            IndexName=EXPIRY_INDEX,
            KeyConditionExpression="expiry_shard = :shard AND expires_at <= :now",
            ExpressionAttributeValues={":shard": {"N": str(shard)}, **now},
            Limit=DUE_PAGE,
        )
        for_each([found["username"]["S"] for found in due["Items"]], delete, workers=DELETERS)


def walk(dynamodb: Any, sqs: Any, queue: str) -> None:
    """Everybody of the table into the queue."""
    for segment in range(WALK_SEGMENTS):
        pages = dynamodb.get_paginator("scan").paginate(
            TableName=TABLE,
            Segment=segment,
            TotalSegments=WALK_SEGMENTS,
            ProjectionExpression="username",
            ConsistentRead=True,
        )
        for page in pages:
            names = [found["username"]["S"] for found in page["Items"]]
            groups = [
                names[start : start + MESSAGES_PER_CALL] for start in range(0, len(names), MESSAGES_PER_CALL)
            ]
            for_each(groups, lambda group: _send(sqs, queue, group), workers=SENDERS)


def _send(sqs: Any, queue: str, usernames: list[str]) -> None:
    entries = [
        {"Id": str(number), "MessageBody": json.dumps({"username": username})}
        for number, username in enumerate(usernames)
    ]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
