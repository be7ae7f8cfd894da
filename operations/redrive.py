"""Moves every dead letter back to the queue that it came from, or whose function understands it.

SQS's own move task is documented for letters that a queue gave up, not for those that Lambda sent.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from attribution.rules.letters import OF_THE_TABLE
from attribution.rules.records import SENT_AT
from kit.errors import TransientError
from kit.service_errors import translated
from operations.errors import WrongUse
from operations.evidence import dead_letters_url, inbox_url
from operations.queues import delete, receive

if TYPE_CHECKING:
    from operations.clients import Clients
    from operations.deployment import Deployment

OF_THE_BACKLOG = frozenset({"username", OF_THE_TABLE, "requestPayload"})  # fields of its letters
HELD_SECONDS = 60  # out of sight while it is moved


def redrive(clients: Clients, deployment: Deployment) -> Counter[str]:
    """Queue -> how many letters went there. Each is deleted after it was sent: it may come twice."""
    sqs, moved = clients["sqs"], Counter[str]()
    queues = {"backlog": deployment.backlog_url, "inbox": inbox_url(sqs, deployment)}
    if not any(queues.values()):
        raise WrongUse("this deployment has neither backlog nor inbox: later sweeps did what the letters say")
    url = dead_letters_url(sqs, deployment)
    while messages := receive(sqs, url, held_seconds=HELD_SECONDS):
        for queue, target in queues.items():
            some = [one for one in messages if _home(one["Body"], queues) == queue]
            if some and target is not None:
                _send(sqs, target, some, queue)
                delete(sqs, url, [one["ReceiptHandle"] for one in some])
                moved[queue] += len(some)
    return moved


def _home(body: str, queues: dict[str, str | None]) -> str:
    """What the projection understands goes to the backlog; all else came through the inbox."""
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    known = isinstance(content, dict) and not OF_THE_BACKLOG.isdisjoint(content)
    home, other = ("backlog", "inbox") if known else ("inbox", "backlog")
    return home if queues[home] else other


def _send(sqs: Any, url: str, messages: list[dict[str, Any]], queue: str) -> None:
    entries = [
        {
            "Id": str(place),
            "MessageBody": one["Body"],
            "MessageAttributes": {
                SENT_AT: {"DataType": "Number", "StringValue": one["Attributes"]["SentTimestamp"]}
            },
        }
        for place, one in enumerate(messages)
    ]
    with translated("sqs:SendMessage"):
        answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    if failed := answer.get("Failed"):
        raise TransientError(f"the {queue} did not take {len(failed)} letters; they stay, try again")
