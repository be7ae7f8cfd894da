"""How far a reconciliation is: which walk, cut into how many segments, and the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kit.errors import BadInput, shown_names

WALKS = ("table", "pool")
HEX_DIGITS = {
    16: 1,
    256: 2,
    4096: 3,
}  # segments -> digits of a user's `sub`, a random UUID, that tell them apart
SEGMENTS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Over the table (whoever holds a touch) or the pool (whoever's attribute differs from the table)."""

    walk: str = WALKS[0]
    segments: int = SEGMENTS
    next_segment: int = 0

    @property
    def over(self) -> bool:
        """Whether every segment is done."""
        return self.next_segment >= self.segments

    @property
    def prefix(self) -> str:
        """The beginning of every `sub` in the next segment of the pool."""
        return format(self.next_segment, f"0{HEX_DIGITS[self.segments]}x")

    def on(self) -> Walk:
        """One segment further."""
        return replace(self, next_segment=self.next_segment + 1)

    def payload(self) -> dict[str, Any]:
        """What a call has to say to go on from here."""
        return {"walk": self.walk, "segments": self.segments, "next_segment": self.next_segment}


def walk_from(payload: Any) -> Walk:
    """The walk that a payload asks for; `{}` is the whole table. `BadInput` names what is wrong."""
    if not isinstance(payload, dict):
        raise BadInput('the payload must be an object, such as {} or {"walk": "pool"}')
    given = Walk().payload() | payload
    if unknown := given.keys() - Walk().payload().keys():
        raise BadInput(f"unknown {shown_names(unknown)}: a payload has walk, segments and next_segment")
    if given["walk"] not in WALKS:
        raise BadInput('walk must be "table" or "pool"')
    segments, following = given["segments"], given["next_segment"]
    if not _is_whole(segments) or segments not in HEX_DIGITS:
        raise BadInput("segments must be 16, 256 or 4096")
    if not _is_whole(following) or not 0 <= following < segments:
        raise BadInput("next_segment must be a whole number of at least 0 and below segments")
    return Walk(walk=given["walk"], segments=segments, next_segment=following)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
