"""Which addresses a message of SES says must be suppressed.

Events of a configuration set have `eventType`, feedback of an identity has `notificationType`; what is
inside is the same. Fields:
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html and
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.addresses import bare_address
from kit.errors import BadInput
from kit.payloads import required_object
from ses_event_processing.rules.suppression import Reason, Suppression

if TYPE_CHECKING:
    from collections.abc import Mapping

BOUNCE, COMPLAINT = "Bounce", "Complaint"
RECIPIENTS = {BOUNCE: ("bounce", "bouncedRecipients"), COMPLAINT: ("complaint", "complainedRecipients")}
HARD = "Permanent"
BOUNCE_TYPES = (HARD, "Transient", "Undetermined")
# SES did not send, as the account's list has the address. To put it there again could replace the reason.
LISTED = "OnAccountSuppressionList"
# The recipient tells the provider that the mail is wanted.
NOT_SPAM = "not-spam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What this deployment suppresses."""

    reasons: frozenset[Reason]
    of_tenant: bool  # on a tenant's list, so that being on the account's is not enough


@dataclass(frozen=True, slots=True)
class Found:
    """Whom to suppress, and the entries that name nobody who can be."""

    suppressions: tuple[Suppression, ...] = ()
    unreadable: tuple[Any, ...] = ()


def found_in(message: Any, wanted: Wanted) -> Found:
    """Each address once, in order; nothing for a soft bounce, a delivery, or SES's word on a new topic."""
    kind = _kind(message)
    if kind == BOUNCE and Reason.BOUNCE in wanted.reasons:
        bounce = required_object(message.get("bounce"), "bounce")
        if _is_hard(bounce) and (wanted.of_tenant or bounce.get("bounceSubType") != LISTED):
            return _found(message, bounce, kind, Reason.BOUNCE)
    if kind == COMPLAINT and Reason.COMPLAINT in wanted.reasons:
        complaint = required_object(message.get("complaint"), "complaint")
        listed = complaint.get("complaintSubType") == LISTED and not wanted.of_tenant
        if not listed and complaint.get("complaintFeedbackType") != NOT_SPAM:
            return _found(message, complaint, kind, Reason.COMPLAINT)
    return Found()


def apart(message: Mapping[str, Any], found: Found) -> list[dict[str, Any]]:
    """The message as one for each address, and one for all entries that name nobody.

    They are read as any message of SES, to the same suppressions.
    """
    kind = _kind(message)
    part, recipients = RECIPIENTS[kind]
    entries: list[list[Any]] = [[{"emailAddress": one.address}] for one in found.suppressions]
    if found.unreadable:
        entries.append(list(found.unreadable))
    mail = {"messageId": _message_id(message)}
    return [{"eventType": kind, "mail": mail, part: message[part] | {recipients: these}} for these in entries]


def _kind(message: Any) -> str:
    kind = None
    if isinstance(message, dict):
        kind = message.get("eventType") or message.get("notificationType")
    if not isinstance(kind, str):
        raise BadInput("the message must be one of SES, with eventType or notificationType")
    return kind


def _is_hard(bounce: Mapping[str, Any]) -> bool:
    kind = bounce.get("bounceType")
    if kind not in BOUNCE_TYPES:
        raise BadInput(f"bounce.bounceType must be one of {', '.join(BOUNCE_TYPES)}")
    return bool(kind == HARD)


def _found(message: Mapping[str, Any], part: Mapping[str, Any], kind: str, reason: Reason) -> Found:
    _, recipients = RECIPIENTS[kind]
    entries = part.get(recipients)
    if not isinstance(entries, list) or not entries:
        raise BadInput(f"{recipients} must be a list of at least one recipient")
    addresses, unreadable = _addresses(entries)
    return Found(
        tuple(
            Suppression(
                address=address,
                reason=reason,
                message_id=_message_id(message),
                feedback_id=_text(part.get("feedbackId")),
                occurred_at=_text(part.get("timestamp")),
            )
            for address in addresses
        ),
        tuple(unreadable),
    )


def _addresses(entries: list[Any]) -> tuple[list[str], list[Any]]:
    found: dict[str, None] = {}  # each once, in order
    unreadable = []
    for entry in entries:
        try:
            found[bare_address(entry.get("emailAddress") if isinstance(entry, dict) else None)] = None
        except BadInput:
            unreadable.append(entry)
    return list(found), unreadable


def _message_id(message: Mapping[str, Any]) -> str | None:
    mail = message.get("mail")
    return _text(mail.get("messageId")) if isinstance(mail, dict) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
