"""Every event in one form, from whichever source. Its type is Pinpoint's name for it, as in rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from event_based_segmentation.rules.fields import inside, text_of
from event_based_segmentation.rules.moments import moment
from kit.errors import BadInput
from kit.payloads import required_object, required_text

if TYPE_CHECKING:
    from collections.abc import Mapping

SES = "aws.ses"
FURTHEST_AHEAD = 86_400_000  # a day: a clock that is further ahead would win over every later event


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, when, and to whom.

    `people` has an object for each person, with the fields that tell who it is. `fields` is where rules look
    for values. `identity` is the same for the same event, however often it comes.
    """

    type: str
    at: int  # epoch milliseconds
    people: tuple[Mapping[str, Any], ...]
    fields: Mapping[str, Any]
    identity: str


def event_of(payload: Any, now: int) -> Event:
    """An event of EventBridge, or of Pinpoint's event stream; `BadInput` where it is neither."""
    if isinstance(payload, dict) and isinstance(payload.get("detail"), dict):
        event = _of_email(payload) if payload.get("source") == SES else _own(payload)
    elif isinstance(payload, dict) and "event_type" in payload:
        event = _of_pinpoint(payload)
    else:
        raise BadInput(
            "the record must be an event: an object with detail-type and detail, or with event_type"
        )
    if event.at > now + FURTHEST_AHEAD:
        raise BadInput("the time of the event lies more than a day ahead: the sender's clock is wrong")
    return event


def _own(payload: dict[str, Any]) -> Event:
    """https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html."""
    detail: dict[str, Any] = payload["detail"]
    told = detail.get("occurred_at")
    at = moment(payload.get("time") if told is None else told, "occurred_at of the detail, or time,")
    # Without a time of its own, two events of one second would be one: EventBridge counts in seconds.
    among = payload.get("id") if told is None else None
    name = required_text(payload.get("detail-type"), "detail-type of an event")
    return _event(name, at, (detail,), detail, among)


def _of_pinpoint(payload: dict[str, Any]) -> Event:
    """https://docs.aws.amazon.com/pinpoint/latest/developerguide/event-streams-data-email.html and so on.

    The time is when Pinpoint got the event: for all events of an email `event_timestamp` is when it was sent.
    """
    told = payload.get("attributes")
    attributes = required_object({} if told is None else told, "attributes")
    person = {**attributes, "endpoint_id": inside(payload, "client", "client_id")}
    if phone := text_of(attributes.get("destination_phone_number")):
        person.setdefault("phone", phone)
    mail = inside(payload, "facets", "email_channel", "mail_event", "mail", "destination") or []
    people = tuple({"email": address, **person} for address in mail) if isinstance(mail, list) else ()
    arrived = payload.get("arrival_timestamp", payload.get("event_timestamp"))
    at = moment(arrived, "arrival_timestamp, or event_timestamp,")
    name = required_text(payload["event_type"], "event_type of an event")
    return _event(name, at, people or (person,), payload)


# What SES calls it -> what Pinpoint calls it; the last is ours, as Pinpoint has no such event.
# https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
_EMAIL_TYPES = {
    "Send": "_email.send",
    "Delivery": "_email.delivered",
    "Open": "_email.open",
    "Click": "_email.click",
    "Complaint": "_email.complaint",
    "Reject": "_email.rejected",
    "Rendering Failure": "_email.rendering_failure",
    "Bounce": "_email.softbounce",
    "Subscription": "_email.subscription",
    "DeliveryDelay": "_email.delivery_delay",
}
# Those of an email's recipients that an event is about; of others, all are.
_RECIPIENTS = {
    "Bounce": ("bouncedRecipients", "emailAddress"),
    "Complaint": ("complainedRecipients", "emailAddress"),
    "Delivery": ("recipients", ""),
    "DeliveryDelay": ("delayedRecipients", "emailAddress"),
}


def _of_email(payload: dict[str, Any]) -> Event:
    detail: dict[str, Any] = payload["detail"]
    kind = required_text(detail.get("eventType"), "eventType of an event")
    content = detail.get(kind[0].lower() + kind[1:])
    name = _EMAIL_TYPES.get(kind, kind)
    if kind == "Bounce" and inside(content, "bounceType") == "Permanent":
        name = "_email.hardbounce"
    if kind == "Subscription" and inside(content, "newTopicPreferences", "unsubscribeAll") is True:
        name = "_email.unsubscribe"
    sent = inside(detail, "mail", "timestamp")
    at = moment(inside(content, "timestamp") or sent, "timestamp of the email event")
    people = tuple({"email": address} for address in _recipients(kind, content, detail))
    return _event(name, at, people, detail)


def _recipients(kind: str, content: Any, detail: dict[str, Any]) -> list[Any]:
    field, key = _RECIPIENTS.get(kind, ("", ""))
    some = inside(content, field) if field else None
    if isinstance(some, list) and some:
        return [inside(recipient, key) if key else recipient for recipient in some]
    everybody = inside(detail, "mail", "destination")
    if not isinstance(everybody, list):
        raise BadInput("mail.destination of an email event must be a list of addresses")
    return everybody


def _event(
    name: str, at: int, people: tuple[Mapping[str, Any], ...], fields: dict[str, Any], among: Any = None
) -> Event:
    """Identity is what the event says, not the name that a carrier gave it: a sender may send it twice."""
    said = json.dumps([name, at, fields, among], sort_keys=True)
    return Event(
        type=name, at=at, people=people, fields=fields, identity=hashlib.sha256(said.encode()).hexdigest()
    )
