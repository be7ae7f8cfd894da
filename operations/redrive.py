"""Moves dead letters back to the queue whose function understands them, and says what has to stay.

SQS's own move task is documented for letters that a queue gave up, not for those that Lambda sent.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attribution.rules.letters import OF_THE_TABLE
from kit.errors import TransientError
from kit.records import SENT_AT
from kit.service_errors import translated
from operations.evidence import dead_letters_url, inbox_url
from operations.queues import delete, receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from operations.clients import Clients
    from operations.deployment import Deployment

BACKLOG, INBOX, NOWHERE = "backlog", "inbox", "nowhere"
OF_THE_BACKLOG = frozenset({"username", OF_THE_TABLE})  # fields of its letters
OF_A_SWEEP = frozenset({"requestContext", "requestPayload"})  # a failed call of the expiration function
# What to do with letters whose queue the deployment does not have.
LEFT = {
    BACKLOG: "they are of delivery.attribute, which was switched off: delete them by hand",
    INBOX: "they are of a source that was switched off: switch it on and redrive, or delete them by hand",
}
HELD_SECONDS = 60  # out of sight while it is moved
MOST_ATTRIBUTES = 10  # SQS takes no more


@dataclass(slots=True)
class Outcome:
    """Numbers of letters, by queue. What was moved was sent, then deleted: it may come twice."""

    moved: Counter[str] = field(default_factory=Counter)
    dropped: int = 0  # of failed sweeps: the next one did the work
    left: Counter[str] = field(default_factory=Counter)  # this deployment has no such queue


def redrive(clients: Clients, deployment: Deployment) -> Outcome:
    """To the end of the queue, or until only letters come that have to stay."""
    sqs, outcome = clients["sqs"], Outcome()
    queues = {BACKLOG: deployment.backlog_url, INBOX: inbox_url(sqs, deployment)}
    url = dead_letters_url(sqs, deployment)
    left: set[str] = set()  # they come again when their time is over
    while messages := [
        one for one in receive(sqs, url, held_seconds=HELD_SECONDS) if one["MessageId"] not in left
    ]:
        for home, some in _by_home(messages).items():
            if home == NOWHERE:
                outcome.dropped += len(some)
            elif (target := queues[home]) is not None:
                _send(sqs, target, some, home)
                outcome.moved[home] += len(some)
            else:
                outcome.left[home] += len(some)
                left.update(one["MessageId"] for one in some)
                continue
            delete(sqs, url, [one["ReceiptHandle"] for one in some])
    return outcome


def _by_home(messages: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in messages:
        found.setdefault(_home(one["Body"]), []).append(one)
    return found


def _home(body: str) -> str:
    """What the projection understands is the backlog's; a sweep needs nothing; all else came by the inbox."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        return INBOX
    if not OF_THE_BACKLOG.isdisjoint(content):
        return BACKLOG
    return NOWHERE if content.keys() >= OF_A_SWEEP else INBOX


def _send(sqs: Any, url: str, messages: Sequence[dict[str, Any]], queue: str) -> None:
    entries = [
        {"Id": str(place), "MessageBody": one["Body"], "MessageAttributes": _attributes(one)}
        for place, one in enumerate(messages)
    ]
    with translated("sqs:SendMessage"):
        answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    if failed := answer.get("Failed"):
        raise TransientError(f"the {queue} did not take {len(failed)} letters; they stay, try again")


def _attributes(message: dict[str, Any]) -> dict[str, Any]:
    """Its own, and when it was sent first, which an earlier redrive may have said already."""
    sent = {"DataType": "Number", "StringValue": message["Attributes"]["SentTimestamp"]}
    return dict(list(({SENT_AT: sent} | message.get("MessageAttributes", {})).items())[:MOST_ATTRIBUTES])
