"""Tells a bus of EventBridge whom SES sends nothing any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kit.errors import TransientError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_events import EventBridgeClient

    from ses_event_processing.rules.suppression import Suppression

DETAIL_TYPE = "AddressSuppressed"


class EventBus:
    """One bus; `source` is this deployment's."""

    def __init__(self, client: Callable[[], EventBridgeClient], name: str, source: str) -> None:
        self._client = client
        self._name = name
        self._source = source

    def tell(self, suppression: Suppression) -> None:
        """Put one event; an entry that the bus refuses is an error, though the call succeeded.

        https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
        """
        with translated("events:PutEvents"):
            answer = self._client().put_events(
                Entries=[
                    {
                        "Source": self._source,
                        "DetailType": DETAIL_TYPE,
                        "Detail": json.dumps(suppression.detail),
                        "EventBusName": self._name,
                    }
                ]
            )
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode")
            raise TransientError(f"events:PutEvents refused the event with {code}")
