"""Consent of a number for a program: which wish stands, and what a sender may do.

The newest wish stands, by when the text was received, in whatever order texts are handled. Of two wishes
of one moment the opt-out stands. `changed_by` is the text that made the state what it is: by that a retry
of it knows that its confirmation and its event are still due, whatever came in between.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """What a number wants from a program."""

    OPTED_IN = "OPTED_IN"
    OPTED_OUT = "OPTED_OUT"


class Outcome(StrEnum):
    """What became of a wish."""

    CHANGED = "changed"  # the state is this text's doing: others are to be told
    CONFIRMED = "confirmed"  # the number had that state already, and others know
    SUPERSEDED = "superseded"  # a newer wish stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The wish that stands for a number and a program."""

    phone_number: str
    program: str
    state: State
    keyword: str
    inbound_message_id: str
    channel_number: str
    received_at: int  # epoch milliseconds
    changed_by: str
    # Of the store that it was read from, which knows by it whether that still stands there.
    version: Any = field(default=None, compare=False, repr=False)

    @property
    def updated_at(self) -> str:
        """When the wish was received: ISO 8601, UTC, in seconds."""
        return dt.datetime.fromtimestamp(self.received_at // 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def decided(held: Consent | None, wish: Consent) -> tuple[Outcome, Consent | None]:
    """What becomes of the wish, and what is to be written, if anything; `held` is what the table has."""
    if held is None:
        return Outcome.CHANGED, wish
    if held.changed_by == wish.inbound_message_id:
        return Outcome.CHANGED, None
    if held.inbound_message_id == wish.inbound_message_id:
        return Outcome.CONFIRMED, None
    if _rank(held) > _rank(wish):
        return Outcome.SUPERSEDED, None
    if held.state == wish.state:
        # Written all the same: its time decides against wishes that come late.
        return Outcome.CONFIRMED, replace(wish, changed_by=held.changed_by)
    return Outcome.CHANGED, wish


def _rank(consent: Consent) -> tuple[int, bool]:
    return consent.received_at, consent.state is State.OPTED_OUT


def may_send(item: Mapping[str, Any] | None) -> bool:
    """Whether a sender may text a number for a program. `item`: what GetItem found by the two, or None.

    It is taken as boto3's client has it, and as its tables do. Without an item nobody opted out. One whose
    state cannot be read is `ValueError`: it may be an opt-out.
    """
    if item is None:
        return True
    state: object = item.get("state")
    if isinstance(state, dict):  # {"S": "OPTED_OUT"}
        state = state.get("S")
    if state not in tuple(State):
        raise ValueError("item must be the Item of GetItem's answer, with a state OPTED_IN or OPTED_OUT")
    return state == State.OPTED_IN
