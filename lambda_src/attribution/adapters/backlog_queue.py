"""The backlog in SQS: one message `{"username": …}` per user whose projection has to wait."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attribution.rules.touch import is_text
from kit.errors import BadInput, KitError
from kit.logs import logger
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_sqs import SQSClient

BATCH = 10  # SendMessageBatch takes no more


class BacklogQueue:
    """Queues users; see `flows.projection.Backlog`."""

    def __init__(self, client: Callable[[], SQSClient], url: str) -> None:
        self._client = client
        self._url = url

    def add(self, usernames: Sequence[str], *, delay_seconds: int = 0) -> set[str]:
        """Queue the users; returns those that could not be queued.

        After a batch that failed in spite of its retries, the rest is given back at once: the time is
        better spent on telling the caller.
        """
        lost: set[str] = set()
        for start in range(0, len(usernames), BATCH):
            try:
                lost |= self._send(usernames[start : start + BATCH], delay_seconds)
            except KitError as error:
                logger().error("backlog cannot be reached", error=str(error))
                return lost | set(usernames[start:])
        return lost

    def _send(self, usernames: Sequence[str], delay_seconds: int) -> set[str]:
        with translated("sqs:SendMessageBatch"):
            answer = self._client().send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {
                        "Id": str(index),
                        "MessageBody": json.dumps({"username": username}),
                        "DelaySeconds": delay_seconds,
                    }
                    for index, username in enumerate(usernames)
                ],
            )
        return {usernames[int(failure["Id"])] for failure in answer.get("Failed", [])}


def username_in(body: str) -> str:
    """The username in a message's body; `BadInput` if there is none."""
    try:
        username = json.loads(body)["username"]
    except (ValueError, KeyError, TypeError):
        username = None
    if not is_text(username):
        raise BadInput('a backlog message must be {"username": "<text>"}')
    return str(username)
