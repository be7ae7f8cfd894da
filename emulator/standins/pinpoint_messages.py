"""Direct messages of a Pinpoint project: a group of operations for the stand-in of Pinpoint."""

import uuid
from collections.abc import Callable
from typing import Any

Handler = Callable[[dict[str, Any]], dict[str, Any]]

_CODES = {"SUCCESSFUL": 200, "THROTTLED": 429, "TEMPORARY_FAILURE": 500, "UNKNOWN_FAILURE": 500}


class PinpointMessages:
    """``sent`` are the requests of SendMessages in their order.

    Pinpoint tells in its answer, for each address, what became of the message; the call itself succeeds.
    ``statuses`` says what to answer for an address, instead of SUCCESSFUL.
    """

    def __init__(self) -> None:
        self.operations: dict[str, Handler] = {"SendMessages": self._send}
        self.sent: list[dict[str, Any]] = []
        self.statuses: dict[str, str] = {}

    def _send(self, params: dict[str, Any]) -> dict[str, Any]:
        self.sent.append(params)
        addresses = params["MessageRequest"].get("Addresses", {})
        return {
            "MessageResponse": {
                "ApplicationId": params["ApplicationId"],
                "RequestId": str(uuid.uuid4()),
                "Result": {address: self._result(address) for address in addresses},
            }
        }

    def _result(self, address: str) -> dict[str, Any]:
        status = self.statuses.get(address, "SUCCESSFUL")
        return {
            "DeliveryStatus": status,
            "MessageId": str(uuid.uuid4()),
            "StatusCode": _CODES.get(status, 400),
            "StatusMessage": f"MessageId: {status.lower()}",
        }
