"""Events of received mail, as a receipt rule hands them to its function."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

# https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
RECORD: dict[str, Any] = {
    "eventSource": "aws:ses",
    "eventVersion": "1.0",
    "ses": {
        "mail": {
            "timestamp": "2026-10-07T12:34:56.000Z",
            "messageId": "o3vrnil0e2ic28tr",
            "source": "bob@example.net",
            "destination": ["no-reply@shop.example"],
            "headersTruncated": False,
            "headers": [
                {"name": "Return-Path", "value": "<bob@example.net>"},
                {"name": "From", "value": "Bob <bob@example.net>"},
                {"name": "To", "value": "no-reply@shop.example"},
                {"name": "Subject", "value": "Order?"},
                {"name": "Message-ID", "value": "<x@example.net>"},
            ],
            "commonHeaders": {
                "returnPath": "bob@example.net",
                "from": ["Bob <bob@example.net>"],
                "to": ["no-reply@shop.example"],
                "subject": "Order?",
                "messageId": "<x@example.net>",
            },
        },
        "receipt": {
            "timestamp": "2026-10-07T12:34:56.000Z",
            "processingTimeMillis": 574,
            "recipients": ["no-reply@shop.example"],
            "spamVerdict": {"status": "PASS"},
            "virusVerdict": {"status": "PASS"},
            "spfVerdict": {"status": "PASS"},
            "dkimVerdict": {"status": "PASS"},
            "dmarcVerdict": {"status": "PASS"},
            "action": {"type": "Lambda", "invocationType": "Event", "functionArn": "arn:aws:lambda:…"},
        },
    },
}
COMMON = {
    "From": "from",
    "To": "to",
    "Subject": "subject",
    "Message-ID": "messageId",
    "Return-Path": "returnPath",
}


def record(
    *, headers: dict[str, str | None] | None = None, sender: str | None = None, **receipt: Any
) -> dict[str, Any]:
    """A mail with other headers (None: without it), another sender, or another receipt.

    `sender` is the envelope's, and From's too where `headers` name no other.
    """
    made = deepcopy(RECORD)
    mail = made["ses"]["mail"]
    if sender is not None:
        mail["source"] = sender
        headers = {"Return-Path": f"<{sender}>", "From": sender, **(headers or {})}
    for name, value in (headers or {}).items():
        mail["headers"] = [header for header in mail["headers"] if header["name"] != name]
        mail["commonHeaders"].pop(COMMON.get(name), None)
        if value is not None:
            mail["headers"].append({"name": name, "value": value})
            if name in COMMON:
                shown = value.strip("<>") if name == "Return-Path" else value
                mail["commonHeaders"][COMMON[name]] = [value] if name in {"From", "To"} else shown
    made["ses"]["receipt"].update(receipt)
    return made


def event(*records: dict[str, Any]) -> dict[str, Any]:
    return {"Records": list(records)}
