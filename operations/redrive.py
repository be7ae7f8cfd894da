"""Moves every dead letter to the backlog, whoever put it there.

SQS's own move task is documented for letters that a queue gave up, not for those that Lambda sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import TransientError
from kit.service_errors import translated
from operations.errors import WrongUse
from operations.evidence import dead_letters_url
from operations.queues import delete, receive

if TYPE_CHECKING:
    from operations.clients import Clients
    from operations.deployment import Deployment

HELD_SECONDS = 60  # out of sight while it is moved


def redrive(clients: Clients, deployment: Deployment) -> int:
    """How many letters were moved. One is deleted after it was sent: it may come twice, never get lost."""
    if deployment.backlog_url is None:
        raise WrongUse(
            "without delivery.attribute there is no backlog: later sweeps did what the letters say"
        )
    sqs, moved = clients["sqs"], 0
    url = dead_letters_url(sqs, deployment)
    while messages := receive(sqs, url, held_seconds=HELD_SECONDS):
        _send(sqs, deployment.backlog_url, messages)
        delete(sqs, url, [one["ReceiptHandle"] for one in messages])
        moved += len(messages)
    return moved


def _send(sqs: Any, url: str, messages: list[dict[str, Any]]) -> None:
    entries = [{"Id": str(place), "MessageBody": one["Body"]} for place, one in enumerate(messages)]
    with translated("sqs:SendMessage"):
        answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    if failed := answer.get("Failed"):
        raise TransientError(f"the backlog did not take {len(failed)} letters; they stay, try again")
