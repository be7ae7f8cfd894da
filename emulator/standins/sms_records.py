"""What AWS End User Messaging publishes about a text message: its states, and the reply to it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.standins.times import epoch_milliseconds

_ON_THE_WAY = {"TEXT_PENDING", "TEXT_QUEUED", "TEXT_SENT", "TEXT_SUCCESSFUL"}
KEYWORD = "KEYWORD_000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text message as it was sent."""

    message_id: str
    origination: str
    destination: str
    message_type: str
    sent_at: dt.datetime
    context: Mapping[str, str] = field(default_factory=dict)
    configuration_set: str | None = None
    feedback: bool | None = None


def state(text: Text, event_type: str, at: dt.datetime) -> dict[str, Any]:
    """A record of a configuration set's event destination."""
    status = event_type.removeprefix("TEXT_")
    return {
        "eventType": event_type,
        "eventVersion": "1.0",
        "eventTimestamp": epoch_milliseconds(at),
        "isFinal": event_type not in _ON_THE_WAY,
        "originationPhoneNumber": text.origination,
        "destinationPhoneNumber": text.destination,
        "isoCountryCode": "US",
        "mcc": "310",
        "mnc": "800",
        "messageId": text.message_id,
        "messageRequestTimestamp": epoch_milliseconds(text.sent_at),
        "messageEncoding": "GSM",
        "messageType": text.message_type,
        "messageStatus": status,
        "messageStatusDescription": f"Message status: {status.lower().replace('_', ' ')}",
        "context": dict(text.context),
        "totalMessageParts": 1,
        "totalMessagePrice": 0.00581,
        "totalCarrierFee": 0.003,
    }


def reply(text: Text, body: str) -> dict[str, str]:
    """The payload of a number with two-way messages; it has no time."""
    return {
        "originationNumber": text.destination,
        "destinationNumber": text.origination,
        "messageKeyword": KEYWORD,
        "messageBody": body,
        "inboundMessageId": str(uuid.uuid4()),
        "previousPublishedMessageId": text.message_id,
    }
