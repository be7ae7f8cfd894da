"""Puts events onto a bus of MiniStack, also such as only AWS itself may put."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from emulator.clients import client
from emulator.environment import ACCOUNT_ID, REGION
from emulator.errors import EmulatorError
from emulator.server.service_events import HEADER


class EventBus:
    """The bus ``name`` of the emulator at ``url``; AWS's own services speak on the default one only."""

    def __init__(self, url: str, name: str = "default") -> None:
        self._name = name
        self._events = client("events", url)
        # before the signature, so that the emulator finds it signed
        self._events.meta.events.register("before-call.events.PutEvents", _speak_for_a_service)

    def put(self, event: Mapping[str, Any]) -> None:
        """An event as a target gets it; the bus gives ``id``, ``account`` and ``region`` of its own."""
        answer = self._events.put_events(
            Entries=[
                {
                    "Source": event["source"],
                    "DetailType": event["detail-type"],
                    "Detail": json.dumps(event["detail"]),
                    "Resources": event["resources"],
                    "Time": event["time"],
                    "EventBusName": self._name,
                }
            ]
        )
        if answer["FailedEntryCount"]:
            refused = answer["Entries"][0]
            raise EmulatorError(
                f"The bus {self._name} refused {event['detail-type']} of {event['source']}: "
                f"{refused['ErrorCode']}, {refused['ErrorMessage']}"
            )


def envelope(
    source: str, detail_type: str, detail: Mapping[str, Any], *, time: str, resources: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What EventBridge delivers."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT_ID,
        "time": time,
        "region": REGION,
        "resources": list(resources),
        "detail": dict(detail),
    }


def _speak_for_a_service(params: dict[str, Any], **_: Any) -> None:
    params["headers"][HEADER] = "1"
