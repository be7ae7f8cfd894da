"""What other systems are told of a change: the consent item, with its number masked unless it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sms_self_managed_opt_outs.rules.consent import Consent

DETAIL_TYPE = "ConsentChanged"
SHOWN_DIGITS = 4


def detail_of(consent: Consent, *, include_number: bool) -> dict[str, str]:
    """The detail of the event. Whoever receives one twice knows it by `inbound_message_id`."""
    number = consent.phone_number
    return {
        "phone_number": number if include_number else masked(number),
        "program": consent.program,
        "state": consent.state,
        "keyword": consent.keyword,
        "inbound_message_id": consent.inbound_message_id,
        "channel_number": consent.channel_number,
        "updated_at": consent.updated_at,
    }


def masked(number: str) -> str:
    """The last four digits, and a star for each sign before them; of a short code, stars alone."""
    shown = number[-SHOWN_DIGITS:] if len(number) > 2 * SHOWN_DIGITS else ""
    return "*" * (len(number) - len(shown)) + shown
