"""What a source finds in a payload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from attribution.rules.touch import Journey, Outcome, Reason
from kit.errors import KitError

# What became of one part; an error stands where a touch could not be written, and may be later.
Result = Outcome | Reason | KitError
Results = Mapping[str, Result]

# What references begin with, each followed by an id that its service gave.
PINPOINT_ENDPOINT = "pinpoint-endpoint:"
SMS_MESSAGE = "sms-message:"
CONNECT_CALL = "connect-call:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One user met one journey. `item` names the part of the payload that the answer speaks of."""

    item: str
    username: str
    journey: Journey
    touched_at: int  # epoch milliseconds
    call: str | None = None  # a repeat of the same call has the same: then the moment of the first counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """An interaction of which the payload tells the user, and maybe the journey, by a reference only."""

    item: str
    reference: str
    journey: Journey | None  # None: the note about the reference has it
    touched_at: int  # epoch milliseconds
    if_unknown: Reason = Reason.REFERENCE_UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Whom a reference of later payloads means, and maybe which journey."""

    reference: str
    username: str
    journey: Journey | None = None
    # Epoch milliseconds; a note that is older than the one that is kept changes nothing.
    told_at: int = field(default=0, compare=False)
    kept_seconds: int | None = None  # None: until the user is forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One part of a payload that cannot become a touch."""

    item: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Everything a source found in one payload: each part of it stands in exactly one place."""

    source: str
    interactions: list[Interaction] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ignored: int = 0  # parts that tell of no interaction, such as a delivery
    comes_again: bool = False  # a reference that is not known yet may be when the payload comes again

    @property
    def items(self) -> list[str]:
        """Every part of the payload that the answer has to speak of."""
        parts: Iterable[Interaction | Unresolved | Rejection]
        parts = (*self.interactions, *self.unresolved, *self.rejections)
        return [part.item for part in parts]
