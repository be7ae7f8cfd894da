"""Takes messages out of a queue: a batch of any, or all of one user and none of the others."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.service_errors import translated
from operations.mentions import Whose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from operations.mentions import Mentions

BATCH = 10  # SQS takes and gives no more at once
HELD_SECONDS = 30  # how long a message that was looked at stays out of sight at most
SCAN_SECONDS = 20  # one pass ends before the first message that it has put back by time comes again
LONG_POLL_SECONDS = 1  # asks all of SQS's servers; a short poll may miss messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass over a queue did; `complete` if it saw the end of the queue."""

    removed: int
    unknown: int  # messages that stayed, although nobody can tell whose they are
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
            MessageAttributeNames=["All"],
        )
    return list(answer.get("Messages", []))


def delete(sqs: Any, url: str, handles: Sequence[str]) -> int:
    """How many of a batch's receipt handles are gone; a message that is not comes back by time."""
    with translated("sqs:DeleteMessage"):
        answer = sqs.delete_message_batch(QueueUrl=url, Entries=_entries(handles))
    return len(answer.get("Successful", []))


def remove_messages_of(
    mentions: Mentions, sqs: Any, url: str, clock: Callable[[], float] = time.monotonic
) -> Pass:
    """One pass over the queue: all messages are held, then the user's are deleted.

    The others' messages are put back at the end of the pass, not one by one: a message that is back at once
    comes again in the same pass, and every receipt brings it nearer to the dead letters.
    """
    begin, removed, complete = clock(), 0, False
    held: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = held
    try:
        while not complete and clock() - begin < SCAN_SECONDS:
            messages = receive(sqs, url, held_seconds=HELD_SECONDS)
            complete = not messages
            held += messages
        whose = mentions.whose([one["Body"] for one in held])
        others = [one for one, of in zip(held, whose, strict=True) if of is not Whose.USERS]
        mine = [one for one, of in zip(held, whose, strict=True) if of is Whose.USERS]
        for handles in _batches(mine):
            removed += delete(sqs, url, handles)
    finally:
        for handles in _batches(others):
            _put_back(sqs, url, handles)
    return Pass(
        removed=removed,
        unknown=whose.count(Whose.NOBODY_KNOWS),
        looked_at=len(held),
        complete=complete,
    )


def _put_back(sqs: Any, url: str, handles: Sequence[str]) -> None:
    """A message whose turn is over already, or that cannot be put back, comes back by time."""
    entries = [{**entry, "VisibilityTimeout": 0} for entry in _entries(handles)]
    with translated("sqs:ChangeMessageVisibility"):
        sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)


def _entries(handles: Sequence[str]) -> list[dict[str, Any]]:
    return [{"Id": str(place), "ReceiptHandle": handle} for place, handle in enumerate(handles)]


def _batches(messages: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    handles = [one["ReceiptHandle"] for one in messages]
    for start in range(0, len(handles), BATCH):
        yield handles[start : start + BATCH]
