"""Puts messages into a queue of SQS, as many in a call as SQS takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

T = TypeVar("T")
BATCH = 10  # SendMessageBatch takes no more


def in_batches(things: Sequence[T]) -> list[Sequence[T]]:
    """In their order, each part small enough for one `send`."""
    return [things[start : start + BATCH] for start in range(0, len(things), BATCH)]


def send(client: Any, url: str, messages: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Send one batch, each message as an entry without its Id; the places of those refused, with SQS's code.

    The answer is 200 also where some were refused:
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
    """
    entries = [{"Id": str(place), **message} for place, message in enumerate(messages)]
    with translated("sqs:SendMessageBatch"):
        answer = client.send_message_batch(QueueUrl=url, Entries=entries)
    return {int(failure["Id"]): failure["Code"] for failure in answer.get("Failed", [])}
