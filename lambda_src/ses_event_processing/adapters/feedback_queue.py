"""The queue that the function reads, as where the parts of a message go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kit.errors import TransientError
from kit.sending import in_batches, send

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class FeedbackQueue:
    """See `flows.processing.Queue`."""

    def __init__(self, client: Callable[[], Any], url: str) -> None:
        self._client = client
        self._url = url

    def put(self, messages: Sequence[Any]) -> None:
        """A message each; `TransientError` where the queue did not take all."""
        for batch in in_batches(messages):
            refused = send(self._client(), self._url, ({"MessageBody": json.dumps(one)} for one in batch))
            if refused:
                first = next(iter(refused.values()))
                raise TransientError(
                    f"sqs:SendMessageBatch refused {len(refused)} messages, the first with {first}"
                )
