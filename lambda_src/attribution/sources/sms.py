"""AWS End User Messaging: replies to text messages, and what the sender reports of one as its success.

There is no open and no click of a text message. The events of its delivery tell whom it went to and in which
journey, by the `Context` that it was sent with; reply and feedback know the message alone. Payloads: AWS End
User Messaging SMS user guide, "Example event data", "Two-way SMS message payload", "Logging with CloudTrail".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import SMS_MESSAGE, Note, Parsed, Rejection, Unresolved
from attribution.rules.touch import Journey, Reason
from attribution.rules.username import username_from
from attribution.sources import Source
from attribution.sources.shared.fields import is_id, moment
from attribution.sources.shared.references import reference_of
from kit.errors import BadInput
from kit.sns import opened

if TYPE_CHECKING:
    from attribution.sources import Reading

ITEM = "message"
KEPT_SECONDS = 30 * 86400  # a reply that comes later than that is hardly one to the message
# Whoever begins a reply with one of these wants no messages; a number may have more. Source: AWS End User
# Messaging SMS user guide, "Required opt-out keywords".
OPT_OUT = re.compile(
    r"\W*(?:ARRET|CANCEL|END|OPT-OUT|OPTOUT|QUIT|REMOVE|STOP|TD|UNSUBSCRIBE)(?![\w-])", re.IGNORECASE
)


class Sms(Source):
    """`{"eventType", "messageId", "context"}`, `{"inboundMessageId", "previousPublishedMessageId", …}`, or
    CloudTrail's record of `PutMessageFeedback`; from SNS with or without its envelope, or from EventBridge.
    """

    name = "sms"

    def recognises(self, event: Any) -> bool:
        """See the fields above."""
        record = _record(event)
        return _is_reply(record) or _is_feedback(record) or _is_delivery(record)

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`. A reply has no time of its own: SNS hands it on within seconds."""
        record = _record(event)
        found: Unresolved | Note | Reason | None
        if _is_reply(record):
            found = _of_reply(record, reading)
        elif _is_feedback(record):
            found = _of_feedback(record)
        else:
            found = _of_delivery(record, reading)
        if isinstance(found, Reason):
            return Parsed(source=self.name, rejections=[Rejection(item=ITEM, reason=found)])
        if isinstance(found, Unresolved):
            return Parsed(source=self.name, unresolved=[found])
        return Parsed(source=self.name, notes=[] if found is None else [found], ignored=1)


def _record(event: Any) -> dict[str, Any]:
    """What End User Messaging wrote, without the envelopes of SNS and EventBridge."""
    try:
        event = opened(event)
    except BadInput:
        return {}  # whosever it is, it is not ours
    if isinstance(event, dict) and event.get("source") == "aws.sms-voice":
        event = event.get("detail")
    return event if isinstance(event, dict) else {}


def _is_reply(record: dict[str, Any]) -> bool:
    return "inboundMessageId" in record


def _is_feedback(record: dict[str, Any]) -> bool:
    source, operation = record.get("eventSource"), record.get("eventName")
    return source == "sms-voice.amazonaws.com" and operation == "PutMessageFeedback"


def _is_delivery(record: dict[str, Any]) -> bool:
    return "eventType" in record and "messageId" in record


def _of_reply(record: dict[str, Any], reading: Reading) -> Unresolved | Reason:
    body = record.get("messageBody")
    if isinstance(body, str) and OPT_OUT.match(body):
        return Reason.OPTED_OUT
    return _interaction(record.get("previousPublishedMessageId"), reading.now)


def _of_feedback(record: dict[str, Any]) -> Unresolved | Reason | None:
    """None for a call that was refused, and for one that reports a message as failed."""
    parameters = record.get("requestParameters")
    if record.get("errorCode") is not None:
        return None
    if not isinstance(parameters, dict):
        return Reason.REFERENCE_MISSING
    if parameters.get("messageFeedbackStatus") != "RECEIVED":
        return None
    touched_at = moment(record.get("eventTime"))
    if isinstance(touched_at, Reason):
        return touched_at
    return _interaction(parameters.get("messageId"), touched_at)


def _of_delivery(record: dict[str, Any], reading: Reading) -> Note | Reason | None:
    """None for a message that was sent outside journeys, or to somebody without a username.

    What is wrong with the context is told here: of a reply, only that the message is unknown could be told.
    """
    context = record.get("context")
    if not isinstance(context, dict) or None in (context.get("campaign"), context.get("username")):
        return None
    campaign = context["campaign"]
    username = username_from(context["username"], case_sensitive=reading.username_case_sensitive)
    if isinstance(username, Reason):
        return username
    if not is_id(campaign):
        return Reason.JOURNEY_INVALID
    reference = reference_of(SMS_MESSAGE, record["messageId"])
    if isinstance(reference, Reason):
        return reference
    return Note(
        reference=reference,
        username=username,
        journey=Journey(kind="sms", id=campaign, name=campaign),
        told_at=reading.now,
        kept_seconds=KEPT_SECONDS,
    )


def _interaction(message_id: Any, touched_at: int) -> Unresolved | Reason:
    reference = reference_of(SMS_MESSAGE, message_id)
    if isinstance(reference, Reason):
        return reference
    return Unresolved(
        item=ITEM,
        reference=reference,
        journey=None,
        touched_at=touched_at,
        if_unknown=Reason.MESSAGE_UNKNOWN,  # the number sends other texts too, and feedback is the account's
    )


SOURCE = Sms()
