"""A text that a customer sent, as End User Messaging publishes it.

https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html has no time. That of SNS's
envelope is taken, since it stays with the text through every retry and through a redrive from the dead
letters, which gives a new SentTimestamp. Where there is no envelope, the queue's time is all there is.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput
from kit.sns import opened

if TYPE_CHECKING:
    from kit.records import Record

NUMBER = re.compile(r"\+?[0-9]{3,20}")  # with country code; short codes have no plus
LONGEST_ID = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """`customer` wrote to `ours`, one of our numbers."""

    identifier: str
    customer: str
    ours: str
    text: str
    received_at: int  # epoch milliseconds


def inbound_of(record: Record) -> Inbound:
    """The text of a record of the queue; `BadInput`, which quotes nothing, where it is none."""
    payload = record.payload
    message = opened(payload)
    if not isinstance(message, dict):
        raise BadInput("the message must be a JSON object, as two-way SMS publishes it")
    return Inbound(
        identifier=_identifier(message),
        customer=_number(message, "originationNumber"),
        ours=_number(message, "destinationNumber"),
        text=_text(message),
        received_at=_received_at(payload, record),
    )


def milliseconds(moment: Any) -> int | None:
    """Epoch milliseconds of a moment as ISO 8601 in UTC or with its offset; None where it is none."""
    try:
        at = dt.datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None
    return None if at.tzinfo is None else round(at.timestamp() * 1000)


def _received_at(payload: Any, record: Record) -> int:
    """`payload` is an object: it is the message, or the envelope that held it."""
    if payload.get("Type") == "Notification":
        at, where = milliseconds(payload.get("Timestamp")), "Timestamp of the SNS notification"
    else:
        at, where = record.sent_at, "SentTimestamp of the record"
    if at is None:
        raise BadInput(f"{where} must be a moment: without it, older and newer wishes cannot be told apart")
    return at


def _number(message: dict[str, Any], name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise BadInput(f"{name} must be a phone number of 3 to 20 digits, such as +14255550182")
    return value


def _identifier(message: dict[str, Any]) -> str:
    value = message.get("inboundMessageId")
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        raise BadInput(f"inboundMessageId must be a text of 1 to {LONGEST_ID} characters")
    return value


def _text(message: dict[str, Any]) -> str:
    value = message.get("messageBody")
    if not isinstance(value, str):
        raise BadInput("messageBody must be a text")
    return value
