"""What can lie in the backlog: users who wait, and whatever was redriven from the dead letters.

Shapes of failure records: the Lambda developer guide, "Retaining discarded batches for a DynamoDB event
source" and "Adding a destination" (asynchronous invocation).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from attribution.rules.touch import is_text
from kit.errors import BadInput

# The field of a letter that says where the records of a lost batch stand, by the kind of stream.
OF_THE_TABLE = "DDBStreamBatchInfo"
OF_KINESIS = "KinesisBatchInfo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A user whose projection has to wait, since a moment in epoch milliseconds."""

    username: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LostBatch:
    """A batch of a stream that was given up: where its records stand, for 24 hours or longer."""

    stream_arn: str
    shard_id: str
    first: str  # sequence numbers
    last: str


@dataclass(frozen=True, slots=True)
class LostSweep:
    """A call of the expiration function that failed: the next sweep did its work."""


Letter = Waiting | LostBatch | LostSweep


def letter_in(body: str, *, since: int) -> Letter:
    """The letter in a message's body; `since` is when the message came. `BadInput` if it is none."""
    try:
        content = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        content = None
    if isinstance(content, dict):
        if is_text(content.get("username")):
            return Waiting(username=content["username"], since=since)
        if batch := lost_batch(content, OF_THE_TABLE):
            return batch
        if "requestContext" in content and "requestPayload" in content:
            return LostSweep()
    raise BadInput(
        'a backlog message must be {"username": "<text>"}, or a redriven dead letter of this deployment'
    )


def lost_batch(content: dict[str, Any], field: str) -> LostBatch | None:
    """The batch that a letter's `field` tells of; None without it, `BadInput` where it is not complete."""
    info = content.get(field)
    if not isinstance(info, dict):
        return None
    names = ("streamArn", "shardId", "startSequenceNumber", "endSequenceNumber")
    if missing := [name for name in names if not is_text(info.get(name))]:
        raise BadInput(f"the letter of a lost batch lacks {field}.{missing[0]}")
    stream_arn, shard_id, first, last = (info[name] for name in names)
    return LostBatch(stream_arn=stream_arn, shard_id=shard_id, first=first, last=last)
