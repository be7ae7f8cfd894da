"""Takes messages out of a queue: a batch of any, or all of one user and none of the others."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attribution.rules.letters import Waiting, letter_in
from kit.errors import BadInput
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BATCH = 10  # SQS takes and gives no more at once
HELD_SECONDS = 30  # how long a message that was looked at stays out of sight at most
SCAN_SECONDS = 20  # one pass ends before the first message that it has put back by time comes again
LONG_POLL_SECONDS = 1  # asks all of SQS's servers; a short poll may miss messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass over a queue did; `complete` if it saw the end of the queue."""

    removed: int
    looked_at: int
    complete: bool


def receive(sqs: Any, url: str, *, held_seconds: int) -> list[dict[str, Any]]:
    """Up to a batch of messages, out of others' sight for so long; none at the end of the queue."""
    with translated("sqs:ReceiveMessage"):
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=BATCH,
            VisibilityTimeout=held_seconds,
            WaitTimeSeconds=LONG_POLL_SECONDS,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
    return list(answer.get("Messages", []))


def delete(sqs: Any, url: str, handles: Sequence[str]) -> int:
    """How many of a batch's receipt handles are gone; a message that is not comes back by time."""
    with translated("sqs:DeleteMessage"):
        answer = sqs.delete_message_batch(QueueUrl=url, Entries=_entries(handles))
    return len(answer.get("Successful", []))


def remove_messages_of(
    username: str, sqs: Any, url: str, clock: Callable[[], float] = time.monotonic
) -> Pass:
    """One pass over the queue.

    The others' messages are put back at the end of the pass, not one by one: a message that is back at once
    comes again in the same pass, and every receipt brings it nearer to the dead letters.
    """
    begin, removed, looked_at, complete = clock(), 0, 0, False
    others: list[str] = []
    try:
        while not complete and clock() - begin < SCAN_SECONDS:
            messages = receive(sqs, url, held_seconds=HELD_SECONDS)
            complete = not messages
            looked_at += len(messages)
            mine = [one["ReceiptHandle"] for one in messages if _is_of(username, one["Body"])]
            others += [one["ReceiptHandle"] for one in messages if not _is_of(username, one["Body"])]
            if mine:
                removed += delete(sqs, url, mine)
    finally:
        for handles in _batches(others):
            _put_back(sqs, url, handles)
    return Pass(removed=removed, looked_at=looked_at, complete=complete)


def _is_of(username: str, body: str) -> bool:
    try:
        letter = letter_in(body, since=0)
    except BadInput:
        return False
    return isinstance(letter, Waiting) and letter.username == username


def _put_back(sqs: Any, url: str, handles: Sequence[str]) -> None:
    """A message whose turn is over already, or that cannot be put back, comes back by time."""
    entries = [{**entry, "VisibilityTimeout": 0} for entry in _entries(handles)]
    with translated("sqs:ChangeMessageVisibility"):
        sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)


def _entries(handles: Sequence[str]) -> list[dict[str, Any]]:
    return [{"Id": str(place), "ReceiptHandle": handle} for place, handle in enumerate(handles)]


def _batches(handles: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(handles), BATCH):
        yield handles[start : start + BATCH]
