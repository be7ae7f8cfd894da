"""A queue behind a rule of EventBridge: what a bus delivers."""

import json
import uuid
from typing import Any

from emulator.ministack import MiniStack
from tests.support.waiting import until


class EventQueue:
    """Gets the events of ``bus`` that have this source."""

    def __init__(self, stack: MiniStack, source: str, bus: str = "default") -> None:
        name = f"events-{uuid.uuid4().hex[:8]}"
        events, self._queues = stack.client("events"), stack.client("sqs")
        self.url = self._queues.create_queue(QueueName=name)["QueueUrl"]
        pattern = json.dumps({"source": [source]})
        events.put_rule(Name=name, EventPattern=pattern, EventBusName=bus)
        arn = f"arn:aws:sqs:us-east-1:000000000000:{name}"
        events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])

    def next(self) -> dict[str, Any]:
        (message,) = until(self._received)
        self._queues.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        event: dict[str, Any] = json.loads(message["Body"])
        return event

    def is_empty(self) -> bool:
        return not self._received()

    def _received(self) -> list[dict[str, Any]]:
        answer = self._queues.receive_message(QueueUrl=self.url, MaxNumberOfMessages=1)
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages
