"""A touch in words of our own: `{username, journey_id, journey_name?, touched_at?}`, other fields ignored.

`schemas/journey_touch.schema.json` tells the same to those who send it; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Interaction, Rejection
from attribution.rules.touch import Journey, Reason
from attribution.rules.username import username_from
from attribution.sources.shared.fields import is_id, moment

if TYPE_CHECKING:
    from attribution.sources import Reading


def plain_touch(
    part: Any, *, source: str, item: str, otherwise: int | None, reading: Reading
) -> Interaction | Rejection:
    """The touch that `part` tells of, at the moment `otherwise` if it does not say when."""
    if not isinstance(part, dict):
        return Rejection(item=item, reason=Reason.PART_NOT_AN_OBJECT)
    journey = _journey(part, source)
    if isinstance(journey, Reason):
        return Rejection(item=item, reason=journey)
    touched_at = _touched_at(part.get("touched_at"), otherwise)
    if isinstance(touched_at, Reason):
        return Rejection(item=item, reason=touched_at)
    username = _username(part.get("username"), reading)
    if isinstance(username, Reason):
        return Rejection(item=item, reason=username)
    return Interaction(item=item, username=username, journey=journey, touched_at=touched_at)


def _journey(part: dict[str, Any], source: str) -> Journey | Reason:
    """The journey; a name that is blank, too long or not printable is none, as everywhere."""
    journey_id, name = part.get("journey_id"), part.get("journey_name")
    if journey_id is None:
        return Reason.JOURNEY_MISSING
    if not is_id(journey_id) or not isinstance(name, str | None):
        return Reason.JOURNEY_INVALID
    return Journey(kind=source, id=journey_id, name=name if is_id(name) else None)


def _touched_at(value: Any, otherwise: int | None) -> int | Reason:
    if value is None and otherwise is not None:
        return otherwise
    # JSON has one kind of number: some encoders write whole ones as 1.79517E12
    return moment(int(value) if isinstance(value, float) and value.is_integer() else value)


def _username(value: Any, reading: Reading) -> str | Reason:
    if value is None:
        return Reason.USERNAME_MISSING
    return username_from(value, case_sensitive=reading.username_case_sensitive)
