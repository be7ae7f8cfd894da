"""Tell the attribution which user met which journey. Copy this file into your service; it needs boto3 alone.

`publish` sends Journey Touch events; `tag_value` and `sms_context` write the fields in which SES and
End User Messaging SMS carry user and campaign. `schemas/journey_touch.schema.json` says what may stand where.
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_USERNAME = 128
LONGEST_JOURNEY = 256  # of its id and of its name
YEARS = range(2001, 2199)  # the schema has a year more on both sides, for the offset from UTC
# Entries of one PutEvents call. Ten of the longest touches stay far below its limit of bytes.
BATCH = 10
TRIES = 5
FIRST_PAUSE_SECONDS = 0.2
# EventBridge refuses single entries of a call that succeeds: the SDK does not send those again.
PASSING = frozenset({"InternalFailure", "ThrottlingException"})
SES_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
ENCODED = "b64_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A user met a journey: now, unless it says when. Published again, it keeps that moment."""

    username: str
    journey_id: str
    journey_name: str | None = None
    touched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class NotPublished(Exception):  # noqa: N818 - reads as what it is
    """Some touches were not taken. Publish `touches` again later: one that arrives twice counts once."""

    def __init__(self, touches: Sequence[Touch], why: str) -> None:
        super().__init__(
            f"{len(touches)} touches were not published ({why}): publish `touches` of this error again"
        )
        self.touches = list(touches)


def publish(touches: Iterable[Touch], *, event_bus_name: str, source: str, client: Any = None) -> None:
    """Put all touches on the event bus. `source` names your system.

    Raises `ValueError` if a field is wrong, before anything is sent, and `NotPublished` with all that was
    not taken once a call has failed for good.
    """
    if not source or source.startswith("aws."):
        raise ValueError('source must be the name of your system, and must not begin with "aws."')
    waiting = list(touches)
    entries = [
        {
            "EventBusName": event_bus_name,
            "Source": source,
            "DetailType": "Journey Touch",
            "Detail": json.dumps(_detail(touch, f"touches[{number}]"), ensure_ascii=False),
        }
        for number, touch in enumerate(waiting)
    ]
    events = client or boto3.client("events")
    for start in range(0, len(entries), BATCH):
        refused, why = _send(events, entries[start : start + BATCH])
        if refused:
            left = [waiting[start + number] for number in refused]
            raise NotPublished(left + waiting[start + BATCH :], why)


def tag_value(text: str) -> str:
    """`text` as the value of an SES tag `campaign` or `username`; read back by the source `ses`."""
    if SES_TAG.fullmatch(text) and not text.startswith(ENCODED):
        return text
    value = ENCODED + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    if not text or not SES_TAG.fullmatch(value):
        raise ValueError("the text of a tag must have 1 to 189 bytes of UTF-8: SES allows 256 characters")
    return value


def sms_context(username: str, campaign: str) -> dict[str, str]:
    """The `Context` of `SendTextMessage` by which replies and feedback find user and campaign."""
    if campaign != campaign.strip():
        raise ValueError("campaign must not begin or end with a space: SendTextMessage refuses it")
    return {
        "username": _text(username, "username", LONGEST_USERNAME),
        "campaign": _text(campaign, "campaign", LONGEST_JOURNEY, spaces=True),
    }


def _send(events: Any, entries: Sequence[dict[str, str]]) -> tuple[list[int], str]:
    """The numbers of the entries that were not taken after all tries, and why."""
    left, why = list(range(len(entries))), ""
    for tries in range(TRIES):
        if tries:
            time.sleep(FIRST_PAUSE_SECONDS * 2**tries * random.uniform(0.5, 1))  # noqa: S311 - spreads senders
        try:
            answer = events.put_events(Entries=[entries[number] for number in left])
        except (BotoCoreError, ClientError) as error:  # the SDK has tried again already
            return left, str(error)
        codes = {
            number: result["ErrorCode"]
            for number, result in zip(left, answer["Entries"], strict=True)
            if result.get("ErrorCode")
        }
        left, why = list(codes), ", ".join(sorted(set(codes.values())))
        if not PASSING & set(codes.values()):
            break
    return left, why


def _detail(touch: Touch, where: str) -> dict[str, str]:
    detail = {
        "username": _text(touch.username, f"{where}.username", LONGEST_USERNAME),
        "journey_id": _text(touch.journey_id, f"{where}.journey_id", LONGEST_JOURNEY, spaces=True),
        "touched_at": _moment(touch.touched_at, f"{where}.touched_at"),
    }
    if touch.journey_name is not None:
        detail["journey_name"] = _text(
            touch.journey_name, f"{where}.journey_name", LONGEST_JOURNEY, spaces=True
        )
    return detail


def _text(value: Any, where: str, longest: int, *, spaces: bool = False) -> str:
    """`value`, if it is a text that fits; an error never quotes it, since it may be personal data."""
    if (
        isinstance(value, str)
        and len(value) <= longest
        and value.strip()
        and value.isprintable()
        and (spaces or " " not in value)
    ):
        return value
    without = "" if spaces else " and no spaces"
    raise ValueError(f"{where} must be a text of 1 to {longest} printable characters{without}")


def _moment(value: Any, where: str) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None and value.year in YEARS:
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    raise ValueError(f"{where} must be a datetime with a time zone, such as datetime.now(UTC), from 2001 on")
