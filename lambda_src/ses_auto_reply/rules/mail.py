"""What SES tells of a received mail: its envelope, its headers and its verdicts, never its body.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from kit.addresses import bare_address
from kit.errors import BadInput
from kit.payloads import required_object, required_text

SOURCE = "aws:ses"
NO_ADDRESS = "<>"  # the empty return path of RFC 5321, 4.5.5

_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_USUAL = re.compile(
    rf"(?=.{{1,64}}@.{{1,253}}$){_WORD}(\.{_WORD})*@({_LABEL}\.)+(?=[a-z]){_LABEL}", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One received mail. Texts of headers are decoded and have no line breaks."""

    id: str  # SES's own
    return_paths: tuple[
        str, ...
    ]  # as the envelope and the headers say it, empty where nobody wants an answer
    headers: tuple[tuple[str, str], ...]  # names in lower case
    senders: str  # the header From
    subject: str
    recipients: tuple[str, ...]  # those of the envelope that the rule matched
    failed: frozenset[str]  # the checks that it failed: spam, virus, dmarc

    @property
    def return_path(self) -> str:
        """Where an answer belongs: the envelope's sender (RFC 3834, 4); empty if it is no address."""
        return address_in(self.return_paths[0])

    @property
    def correspondents(self) -> tuple[str, ...]:
        """Whatever tells who wrote, in lower case, as case is no difference that a loop would stop at.

        Some senders have a return path of its own for each mail (VERP), and the same From in all.
        """
        return tuple(
            {address.lower(): None for address in (self.return_path, address_in(self.senders)) if address}
        )

    def values(self, name: str) -> list[str]:
        """Of all headers of that name, in the mail's order."""
        return [value for header, value in self.headers if header == name]


def mail_of(record: Any) -> Mail:
    """The mail of one of the event's `Records`; `BadInput` where it is none."""
    if not isinstance(record, dict) or record.get("eventSource") != SOURCE:
        raise BadInput(f"the record must come from {SOURCE}: a receipt rule calls this function")
    told = required_object(record.get("ses"), "ses")
    mail, receipt = (
        required_object(told.get("mail"), "ses.mail"),
        required_object(told.get("receipt"), "ses.receipt"),
    )
    common = mail.get("commonHeaders")
    shown = common if isinstance(common, dict) else {}
    # SES hands over 10 KB of headers, and what stands in commonHeaders whole.
    headers = (*_headers(mail.get("headers")), ("message-id", _optional(shown.get("messageId"))))
    return Mail(
        id=required_text(mail.get("messageId"), "ses.mail.messageId"),
        return_paths=tuple(_return_paths(mail, shown, headers)),
        headers=headers,
        senders=one_line(", ".join(_texts(shown.get("from"))) or _first(headers, "from")),
        subject=one_line(_optional(shown.get("subject")) or _first(headers, "subject")),
        recipients=tuple(_texts(receipt.get("recipients"))),
        failed=frozenset(check for check in ("spam", "virus", "dmarc") if _failed(receipt, check)),
    )


def address_in(text: str) -> str:
    """The bare address in a text; empty if there is none, or several."""
    try:
        return bare_address(text)
    except BadInput:
        return ""


def is_usual(address: str) -> bool:
    """Whether it is written as addresses of public mail are: ASCII, unquoted, with the name of a domain.

    Others, such as `ann@[192.0.2.1]`, SES may refuse for good, and whoever writes to us can choose them.
    """
    return _USUAL.fullmatch(address) is not None


def one_line(text: str) -> str:
    """The text of a header: encoded words (RFC 2047) as they are read, and each gap one space."""
    with suppress(HeaderParseError, LookupError, ValueError):  # what cannot be decoded is shown as it came
        text = str(make_header(decode_header(text)))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _return_paths(
    mail: dict[str, Any], shown: dict[str, Any], headers: tuple[tuple[str, str], ...]
) -> list[str]:
    told = [_optional(mail.get("source"))]
    told += [_optional(shown["returnPath"])] if "returnPath" in shown else []
    told += [value for name, value in headers if name == "return-path"]
    return ["" if path.strip() == NO_ADDRESS else path.strip() for path in told]


def _headers(listed: Any) -> list[tuple[str, str]]:
    if not isinstance(listed, list):
        raise BadInput("ses.mail.headers must be a list: without it nobody can tell a program's mail")
    pairs = [header for header in listed if isinstance(header, dict)]
    return [(_optional(header.get("name")).lower(), _optional(header.get("value"))) for header in pairs]


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for header, value in headers if header == name), "")


def _failed(receipt: dict[str, Any], check: str) -> bool:
    verdict = receipt.get(f"{check}Verdict")
    return isinstance(verdict, dict) and verdict.get("status") == "FAIL"


def _optional(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str) and text] if isinstance(value, list) else []
