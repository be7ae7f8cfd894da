"""Amazon SES: an email was opened or clicked, as EventBridge tells it. Who and which journey stand in tags.

Shapes: SES developer guide, "Monitoring email sending using Amazon EventBridge" and "Contents of event data".
The recipients of one message share its links and its tags, and nothing tells who of them clicked: a message
with a `username` tag must have one recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Interaction, Parsed, Rejection
from attribution.rules.touch import Journey, Reason
from attribution.rules.username import username_from
from attribution.sources import Source
from attribution.sources.shared.fields import is_id, moment
from attribution.sources.shared.tag_values import decoded

if TYPE_CHECKING:
    from attribution.sources import Reading

SENDER = "aws.ses"
INTERACTIONS = {"Email Opened": "open", "Email Clicked": "click"}  # detail type -> where its time stands
BOT = "Likely"  # else "Unlikely", or absent: unknown
ITEM = "detail"


class Ses(Source):
    """`{"source": "aws.ses", "detail-type": "Email Clicked", "detail": {"mail": {…}, "click": {…}}}`."""

    name = "ses"

    def recognises(self, event: Any) -> bool:
        """All of SES's events, so that a rule that asks for too many fills no dead-letter queue."""
        return isinstance(event, dict) and event.get("source") == SENDER and "detail-type" in event

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`."""
        kind = event["detail-type"]
        action = INTERACTIONS.get(kind) if isinstance(kind, str) else None
        if action is None:
            return Parsed(source=self.name, ignored=1)
        part = _read(event.get("detail"), action, reading)
        if isinstance(part, Reason):
            return Parsed(source=self.name, rejections=[Rejection(item=ITEM, reason=part)])
        return Parsed(source=self.name, interactions=[part])


def _read(detail: Any, action: str, reading: Reading) -> Interaction | Reason:
    if not isinstance(detail, dict):
        return Reason.PART_NOT_AN_OBJECT
    what = _object(detail.get(action))
    if what.get("isBotEvent") == BOT:
        return Reason.LIKELY_BOT
    tags = _object(_object(detail.get("mail")).get("tags"))
    campaign = _tag(tags, "campaign", Reason.JOURNEY_MISSING)
    if isinstance(campaign, Reason):
        return campaign
    if not is_id(campaign):
        return Reason.JOURNEY_INVALID
    touched_at = moment(what.get("timestamp"))
    if isinstance(touched_at, Reason):
        return touched_at
    username = _tag(tags, "username", Reason.USERNAME_MISSING)
    if not isinstance(username, Reason):
        username = username_from(username, case_sensitive=reading.username_case_sensitive)
    if isinstance(username, Reason):
        return username
    journey = Journey(kind=SOURCE.name, id=campaign, name=campaign)
    return Interaction(item=ITEM, username=username, journey=journey, touched_at=touched_at)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tag(tags: dict[str, Any], name: str, missing: Reason) -> str | Reason:
    """The tag's first value, decoded: SES sends a list of one."""
    values = tags.get(name)
    if not isinstance(values, list) or not values:
        return missing
    text = decoded(values[0]) if isinstance(values[0], str) else None
    return Reason.TAG_INVALID if text is None else text


SOURCE = Ses()
