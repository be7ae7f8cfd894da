"""The words of the domain as values."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

EXPIRY_SHARDS = 8


class Reason(StrEnum):
    """Why a part of a payload did not become a touch. The values are counted and answered."""

    ENDPOINT_NULL = "endpoint_null"
    ENDPOINT_NOT_AN_OBJECT = "endpoint_not_an_object"
    USER_MISSING = "user_missing"
    USER_NOT_AN_OBJECT = "user_not_an_object"
    USER_ATTRIBUTES_MISSING = "user_attributes_missing"
    USER_ATTRIBUTES_NOT_AN_OBJECT = "user_attributes_not_an_object"
    USERNAME_MISSING = "username_missing"
    USERNAME_LIST_EMPTY = "username_list_empty"
    USERNAME_NOT_A_LIST = "username_not_a_list"
    USERNAME_NOT_TEXT = "username_not_text"
    USERNAME_BLANK = "username_blank"
    USERNAME_TOO_LONG = "username_too_long"
    USERNAME_INVALID = "username_invalid"
    JOURNEY_MISSING = "journey_missing"
    JOURNEY_INVALID = "journey_invalid"
    TIME_MISSING = "time_missing"
    TIME_INVALID = "time_invalid"
    TIME_IN_FUTURE = "time_in_future"
    PART_NOT_AN_OBJECT = "part_not_an_object"
    RECORD_UNREADABLE = "record_unreadable"
    REFERENCE_MISSING = "reference_missing"
    REFERENCE_INVALID = "reference_invalid"
    REFERENCE_UNKNOWN = "reference_unknown"
    MESSAGE_UNKNOWN = "message_unknown"
    PROFILE_ID_MISSING = "profile_id_missing"
    CUSTOMER_DATA_INVALID = "customer_data_invalid"
    LIKELY_BOT = "likely_bot"
    OPTED_OUT = "opted_out"
    WINDOW_OVER = "window_over"
    TAG_INVALID = "tag_invalid"


# What happens every day: counted by reason, and not among the rejections that an alarm watches.
EXPECTED = frozenset({Reason.LIKELY_BOT, Reason.MESSAGE_UNKNOWN, Reason.OPTED_OUT, Reason.WINDOW_OVER})


class Outcome(StrEnum):
    """What became of one interaction that was not rejected."""

    RECORDED = "recorded"
    SUPERSEDED = "superseded"  # the table holds a later touch of the same user


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What events get attributed to. `name` is None where the payload does not carry it."""

    kind: str
    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One recorded interaction of one user with one journey: the row of the table."""

    username: str
    journey_id: str
    journey_name: str
    touched_at: int  # epoch milliseconds
    expires_at: int  # epoch seconds
    source: str


def expiry_shard(username: str) -> int:
    """0..7, the same for a user on every machine: the partition of the index `expiry`."""
    return zlib.crc32(username.encode()) % EXPIRY_SHARDS


def latest_per_user(touches: list[Touch]) -> list[Touch]:
    """One touch per user, the latest; of equals the one that stands last."""
    latest: dict[str, Touch] = {}
    for touch in touches:
        held = latest.get(touch.username)
        if held is None or touch.touched_at >= held.touched_at:
            latest[touch.username] = touch
    return list(latest.values())


def is_text(value: Any) -> bool:
    """Whether `value` is a string with something in it besides white space."""
    return isinstance(value, str) and bool(value.strip())
