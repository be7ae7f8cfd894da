"""The event records of Amazon SES: what EventBridge carries as the detail of an email's events."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.event_bus import envelope
from emulator.standins.times import iso_milliseconds, iso_seconds

_IDENTITY = f"arn:aws:ses:{REGION}:{ACCOUNT_ID}:identity"
_SET = f"arn:aws:ses:{REGION}:{ACCOUNT_ID}:configuration-set"
_IP_ADDRESS = "203.0.113.9"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"
_SCANNER = "Mozilla/5.0 (compatible; link scanner)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An email that was sent with a configuration set."""

    message_id: str
    source: str
    destination: tuple[str, ...]
    subject: str
    sent_at: dt.datetime
    configuration_set: str
    tags: Mapping[str, str] = field(default_factory=dict)


def send(mail: Mail) -> dict[str, Any]:
    return _event(mail, "Email Sent", "Send", mail.sent_at, {})


def delivery(mail: Mail, at: dt.datetime) -> dict[str, Any]:
    content = {
        "timestamp": iso_milliseconds(at),
        "processingTimeMillis": round((at - mail.sent_at).total_seconds() * 1000),
        "recipients": list(mail.destination),
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "a8-70.smtp-out.example.org",
    }
    return _event(mail, "Email Delivered", "Delivery", at, content)


def opening(mail: Mail, at: dt.datetime, *, bot: bool = False) -> dict[str, Any]:
    return _event(mail, "Email Opened", "Open", at, _interaction(at, bot=bot))


def click(
    mail: Mail,
    at: dt.datetime,
    link: str,
    *,
    bot: bool = False,
    link_tags: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    content = {**_interaction(at, bot=bot), "link": link, "linkTags": dict(link_tags or {})}
    return _event(mail, "Email Clicked", "Click", at, content)


def _interaction(at: dt.datetime, *, bot: bool) -> dict[str, Any]:
    return {
        "timestamp": iso_milliseconds(at),
        "ipAddress": _IP_ADDRESS,
        "userAgent": _SCANNER if bot else _BROWSER,
        "isBotEvent": "Likely" if bot else "Unlikely",
    }


def _event(
    mail: Mail, detail_type: str, event_type: str, at: dt.datetime, content: Mapping[str, Any]
) -> dict[str, Any]:
    detail = {"eventType": event_type, "mail": _mail(mail), event_type.lower(): dict(content)}
    # not verified: what SES puts into resources for opens and clicks
    resources = (f"{_SET}/{mail.configuration_set}",)
    return envelope("aws.ses", detail_type, detail, time=iso_seconds(at), resources=resources)


def _mail(mail: Mail) -> dict[str, Any]:
    address = parseaddr(mail.source)[1]
    common = {"from": [mail.source], "to": list(mail.destination), "subject": mail.subject}
    return {
        "timestamp": iso_milliseconds(mail.sent_at),
        "messageId": mail.message_id,
        "source": mail.source,
        "sourceArn": f"{_IDENTITY}/{address}",
        "sendingAccountId": ACCOUNT_ID,
        "destination": list(mail.destination),
        "headersTruncated": False,
        "headers": [
            {"name": "From", "value": mail.source},
            {"name": "To", "value": ", ".join(mail.destination)},
            {"name": "Subject", "value": mail.subject},
        ],
        "commonHeaders": {**common, "messageId": mail.message_id},
        "tags": {
            "ses:configuration-set": [mail.configuration_set],
            "ses:source-ip": [_IP_ADDRESS],
            "ses:from-domain": [address.rpartition("@")[2]],
            "ses:caller-identity": ["sender"],
            **{name: [value] for name, value in mail.tags.items()},
        },
    }
