"""The envelope that SNS puts around a message, unless the subscription asks for raw delivery."""

from __future__ import annotations

import json
from typing import Any

from kit.errors import BadInput


def opened(payload: Any) -> Any:
    """What the publisher sent: the envelope's message read as JSON, or a raw payload as it stands.

    Fields: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
    """
    if not isinstance(payload, dict) or payload.get("Type") != "Notification":
        return payload
    message = payload.get("Message")
    if not isinstance(message, str):  # `json.loads` takes bytes as well
        raise BadInput("Message of the SNS notification must be a text that holds JSON")
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        raise BadInput("Message of the SNS notification must be JSON") from None  # the cause quotes it
