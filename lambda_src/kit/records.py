"""What an event source mapping hands over: payloads, each with the name by which it can be refused."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

QUEUE = "aws:sqs"
STREAM = "aws:kinesis"
IDENTIFIER = re.compile(r"[0-9A-Fa-f-]{1,128}")  # as SQS and Kinesis give them
SENT_AT = "sent_at"  # message attribute: a redriven message would look new otherwise
LONGEST = 20  # digits
LATEST = 32_503_680_000_000  # the year 3000, in milliseconds: what is beyond is no moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, read as far as its payload."""

    identifier: str  # message id, or sequence number
    content: Any  # text of the payload, or base64 of it
    encoded: bool
    sent_at: int | None  # epoch milliseconds
    receives: int = 1  # how often a message was taken, this time included

    @property
    def payload(self) -> Any:
        """What the sender put in; `BadInput` if that is not JSON."""
        try:
            text = base64.b64decode(self.content, validate=True).decode() if self.encoded else self.content
            return json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadInput("the record must be JSON" + " in base64" * self.encoded) from error


def shown(identifier: str) -> str:
    """For a log line: what stands there and is no identifier may be personal."""
    return identifier if IDENTIFIER.fullmatch(identifier) else "…"


def record_of(record: Mapping[str, Any], kind: str) -> Record:
    """A record of a queue or of a stream; `BadInput` where it comes from elsewhere."""
    if kind == QUEUE:
        return Record(
            identifier=str(record.get("messageId", "")),
            content=record.get("body"),
            encoded=False,
            sent_at=sent_at(record, SENT_AT),
            receives=_number(_object(record.get("attributes")).get("ApproximateReceiveCount")) or 1,
        )
    if kind == STREAM:
        content = _object(record.get("kinesis"))
        arrived = content.get("approximateArrivalTimestamp")
        return Record(
            identifier=str(content.get("sequenceNumber", "")),
            content=content.get("data"),
            encoded=True,
            sent_at=_moment(arrived * 1000 if isinstance(arrived, int | float) else None),
        )
    raise BadInput(f"records must come from {QUEUE} or {STREAM}")


def sent_at(record: Mapping[str, Any], attribute: str) -> int | None:
    """When a message was sent first, in epoch ms: as its `attribute` says, else as the queue says."""
    told = _object(_object(record.get("messageAttributes")).get(attribute)).get("stringValue")
    by_queue = _object(record.get("attributes")).get("SentTimestamp")
    return _moment(next((n for n in (_number(told), _number(by_queue)) if n is not None), None))


def _number(text: Any) -> int | None:
    known = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if known else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _moment(value: float | None) -> int | None:
    return int(value) if value is not None and 0 <= value <= LATEST else None
