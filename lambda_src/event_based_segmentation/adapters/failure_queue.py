"""Where records of a stream go that no retry can help: the dead letters, so that the shard goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_DATA = 200_000  # SQS takes 256 KiB in all; the stream still has a longer record


class FailureQueue:
    """A letter says where the record is in the stream, why it was refused, and, where it fits, the record."""

    def __init__(self, client: Callable[[], Any], url: str) -> None:
        self._client = client
        self._url = url

    def put(self, record: Mapping[str, Any], reason: str) -> None:
        """`record` is as Lambda hands it over."""
        content = record["kinesis"]
        data = str(content.get("data", ""))
        letter = {
            "reason": reason,
            "stream": record.get("eventSourceARN"),
            "shard": str(record.get("eventID", "")).partition(":")[0],
            "sequenceNumber": content.get("sequenceNumber"),
            "data": data if len(data) <= LONGEST_DATA else None,
        }
        with translated("sqs:SendMessage"):
            self._client().send_message(QueueUrl=self._url, MessageBody=json.dumps(letter))
