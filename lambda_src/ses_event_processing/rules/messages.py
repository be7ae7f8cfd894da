"""What SES published, taken out of what the queue delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.sns import opened

if TYPE_CHECKING:
    from kit.records import Record

# SES sends this text, which is no JSON, to the topic of a new event destination. The AWS documentation does
# not mention it; among the dead letters it would sound an alarm after each first apply.
GREETING = "Successfully validated SNS topic for Amazon SES event publishing."


def message_of(record: Record) -> Any:
    """The JSON that SES sent, with SNS's envelope or without; None for the greeting of a new destination."""
    if _is_greeting(record.content):
        return None
    payload = record.payload
    if isinstance(payload, dict) and _is_greeting(payload.get("Message")):
        return None
    return opened(payload)


def _is_greeting(text: Any) -> bool:
    return isinstance(text, str) and text.strip() == GREETING
