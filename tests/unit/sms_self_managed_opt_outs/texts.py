"""Texts of a customer as the queue has them, and the settings they are read by."""

from __future__ import annotations

import json

from sms_self_managed_opt_outs.rules.consent import Consent, State

CUSTOMER, OURS = "+14255550182", "+12125550101"
REPLIES = {"opt_out": "You are out.", "opt_in": "You are in.", "help": "Call us."}
KEYWORDS = {
    "OPT_OUT_KEYWORDS": "ARRET,CANCEL,END,OPT-OUT,OPTOUT,QUIT,REMOVE,STOP,TD,UNSUBSCRIBE",
    "OPT_IN_KEYWORDS": "START,UNSTOP,YES",
    "HELP_KEYWORDS": "HELP,INFO,AIDE",
}
PROJECT = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
NO_KEYWORDS = [
    "See you this weekend",
    "Acme LTD",
    "send it",
    "don't stop",
    "hot dog",
    "",
    " ",
    "🛑",
    "s t o p",
]


def inbound(text="STOP", *, at="2026-02-01T09:00:00.000Z", identifier="cae1-02", **changes):
    """What SNS puts into the queue."""
    message = {
        "originationNumber": CUSTOMER,
        "destinationNumber": OURS,
        "messageKeyword": "KEYWORD_X",
        "messageBody": text,
        "inboundMessageId": identifier,
        "previousPublishedMessageId": "wJal-77",
    } | changes
    return {"Type": "Notification", "Timestamp": at, "Message": json.dumps(message)}


def batch(*payloads):
    """A batch of the queue; a text is taken as it is."""
    return {
        "Records": [
            {
                "messageId": f"{number:08d}-0000-4000-8000-000000000000",
                "body": payload if isinstance(payload, str) else json.dumps(payload),
                "attributes": {"SentTimestamp": "1770000000000", "ApproximateReceiveCount": "1"},
                "eventSource": "aws:sqs",
            }
            for number, payload in enumerate(payloads)
        ]
    }


def wish(state, at, identifier):
    return Consent(
        phone_number=CUSTOMER,
        program="marketing",
        state=State(state),
        keyword="X",
        inbound_message_id=identifier,
        channel_number=OURS,
        received_at=at,
        changed_by=identifier,
    )
