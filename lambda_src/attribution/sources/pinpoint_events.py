"""Amazon Pinpoint's event stream: one event of a project in each record of Kinesis.

Events: Pinpoint developer guide, "Event streams". Those of an email carry no user, only the endpoint's id.
Those of sending and of the app's SDK carry the endpoint itself; what they tell is kept for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import PINPOINT_ENDPOINT, Interaction, Note, Parsed, Rejection, Unresolved
from attribution.rules.touch import Journey, Reason
from attribution.sources import Source
from attribution.sources.shared.embedded import opened
from attribution.sources.shared.fields import is_id, moment
from attribution.sources.shared.pinpoint_endpoints import username_of
from attribution.sources.shared.references import reference_of

if TYPE_CHECKING:
    from attribution.sources import Reading

ITEM = "event"
# The attribute with the id, and the kind by which the name is looked up. An attribute `campaign` is none of
# them: the app stamps it, so it is the result of attribution and no cause.
JOURNEYS = {"journey_id": "pinpoint_journey", "campaign_id": "pinpoint_campaign"}
# Endpoints of people without an account are many, and no fault; another event may still know the user.
NOBODY = frozenset({Reason.USER_MISSING, Reason.USER_ATTRIBUTES_MISSING, Reason.USERNAME_MISSING})


class PinpointEvents(Source):
    """`{"event_type", "arrival_timestamp", "client": {"client_id"}, "attributes", "client_context", …}`."""

    name = "pinpoint_events"

    def recognises(self, event: Any) -> bool:
        """The stream may carry events of others: these have no `application` and no `client`."""
        return (
            isinstance(event, dict)
            and isinstance(event.get("event_type"), str)
            and ("arrival_timestamp" in event or "event_timestamp" in event)
            and ("application" in event or "client" in event)
        )

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`. An endpoint that names its user wrongly is told where it is seen: of an event
        that refers to it later, only that the reference is unknown could be told.
        """
        parsed = Parsed(source=self.name)
        username = _username(event, reading)
        if isinstance(username, Reason):
            parsed.rejections.append(Rejection(item=ITEM, reason=username))
            return parsed
        endpoint = reference_of(PINPOINT_ENDPOINT, _inside(event, "client", "client_id"))
        if username is not None and not isinstance(endpoint, Reason):
            told_at = _touched_at(event, reading)
            told_at = reading.now if isinstance(told_at, Reason) else told_at
            parsed.notes.append(Note(reference=endpoint, username=username, told_at=told_at))
        if event["event_type"] not in reading.pinpoint_event_types:
            return Parsed(source=self.name, notes=parsed.notes, ignored=1)
        found = _interaction(event, username, endpoint, reading)
        if isinstance(found, Interaction):
            parsed.interactions.append(found)
        elif isinstance(found, Unresolved):
            parsed.unresolved.append(found)
        else:
            parsed.rejections.append(Rejection(item=ITEM, reason=found))
        return parsed


def _interaction(
    event: dict[str, Any], username: str | None, endpoint: str | Reason, reading: Reading
) -> Interaction | Unresolved | Reason:
    journey = _journey(event.get("attributes"))
    if isinstance(journey, Reason):
        return journey
    touched_at = _touched_at(event, reading)
    if isinstance(touched_at, Reason):
        return touched_at
    if username is not None:
        return Interaction(item=ITEM, username=username, journey=journey, touched_at=touched_at)
    if isinstance(endpoint, Reason):
        return endpoint
    return Unresolved(item=ITEM, reference=endpoint, journey=journey, touched_at=touched_at)


def _username(event: dict[str, Any], reading: Reading) -> str | Reason | None:
    """The username that the event's endpoint names; None where there is no endpoint, or it names nobody."""
    endpoint = _inside(event, "client_context", "custom", "endpoint")
    if endpoint is None:
        return None
    username = username_of(opened(endpoint), reading)
    return None if isinstance(username, Reason) and username in NOBODY else username


def _journey(attributes: Any) -> Journey | Reason:
    for field, kind in JOURNEYS.items():
        value = _inside(attributes, field)
        if value is not None and value != "":
            return Journey(kind=kind, id=value) if is_id(value) else Reason.JOURNEY_INVALID
    return Reason.JOURNEY_MISSING


def _touched_at(event: dict[str, Any], reading: Reading) -> int | Reason:
    """When Pinpoint got the event; where that is missing, when it put it into the stream, moments later.

    Never `event_timestamp`: for all events of an email it is when the email was sent, and for those of an app
    it is the clock of the device.
    """
    arrived = event.get("arrival_timestamp")
    return reading.now if arrived is None else moment(arrived)


def _inside(value: Any, *fields: str) -> Any:
    """What stands in nested objects; None where one of them is missing or something else."""
    for field in fields:
        value = value.get(field) if isinstance(value, dict) else None
    return value


SOURCE = PinpointEvents()
