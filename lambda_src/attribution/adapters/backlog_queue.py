"""The backlog in SQS: one message `{"username": …}` per user whose projection has to wait."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from attribution.rules.letters import Letter, letter_in
from kit.deadline import for_each
from kit.errors import KitError
from kit.logs import logger
from kit.records import sent_at
from kit.sending import in_batches, send

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_sqs import SQSClient

WORKERS = 4  # a full batch of the stream is deferred in 50 calls
SINCE = "waiting_since"  # message attribute: a message that is queued anew would look young otherwise


class BacklogQueue:
    """Queues users; see `flows.projection.Backlog`."""

    def __init__(self, client: Callable[[], SQSClient], url: str) -> None:
        self._client = client
        self._url = url

    def add(self, users: Mapping[str, int], *, delay_seconds: int = 0) -> set[str]:
        """Queue users (username -> since when they wait, epoch ms); returns those that could not be queued.

        After a batch that failed in spite of its retries no other is begun: the time is better spent on
        telling the caller.
        """
        everyone = list(users.items())
        out_of_reach = threading.Event()

        def attempt(batch: Sequence[tuple[str, int]]) -> set[str]:
            if not out_of_reach.is_set():
                try:
                    return self._send(batch, delay_seconds)
                except KitError as error:
                    out_of_reach.set()
                    logger().error("backlog cannot be reached", error=str(error))
            return {username for username, _ in batch}

        return set[str]().union(*for_each(in_batches(everyone), attempt, workers=WORKERS))

    def _send(self, batch: Sequence[tuple[str, int]], delay_seconds: int) -> set[str]:
        messages = (
            {
                "MessageBody": json.dumps({"username": username}),
                "DelaySeconds": delay_seconds,
                "MessageAttributes": {SINCE: {"DataType": "Number", "StringValue": str(since)}},
            }
            for username, since in batch
        )
        return {batch[place][0] for place in send(self._client(), self._url, messages)}


def letter_of(record: Mapping[str, Any], *, now: int) -> Letter:
    """The letter in a record of the queue's event source mapping; `BadInput` if it is none."""
    body = record.get("body")
    since = sent_at(record, SINCE)
    return letter_in(body if isinstance(body, str) else "", since=now if since is None else since)
