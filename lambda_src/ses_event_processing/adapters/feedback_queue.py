"""The queue that the function reads, as where the parts of a message go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kit.errors import TransientError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BATCH = 10  # SendMessageBatch takes no more


class FeedbackQueue:
    """See `flows.processing.Queue`."""

    def __init__(self, client: Callable[[], Any], url: str) -> None:
        self._client = client
        self._url = url

    def put(self, messages: Sequence[Any]) -> None:
        """A message each; `TransientError` where the queue did not take all.

        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
        """
        for start in range(0, len(messages), BATCH):
            entries = [
                {"Id": str(number), "MessageBody": json.dumps(message)}
                for number, message in enumerate(messages[start : start + BATCH])
            ]
            with translated("sqs:SendMessageBatch"):
                answer = self._client().send_message_batch(QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise TransientError(
                    f"sqs:SendMessageBatch refused {len(failed)} messages, the first with {failed[0]['Code']}"
                )
