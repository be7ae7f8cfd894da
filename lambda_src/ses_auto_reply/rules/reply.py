"""The answer to a mail: template and mail go in, the message that SES sends comes out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import BadInput, ConfigError
from ses_auto_reply.rules.mail import address_in, is_usual

if TYPE_CHECKING:
    from collections.abc import Callable

    from ses_auto_reply.rules.mail import Mail

# Both placeholders in one pass: a sender whose name is %%ID%% gets that name back.
_PLACEHOLDER = re.compile("%%(NAME|ID)%%")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html: name and value together.
LONGEST_HEADER = 996
UNSOLICITED = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))  # RFC 3834, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What is answered; texts have placeholders. `ConfigError` for one that says nothing."""

    subject: str
    html: str
    text: str

    def __post_init__(self) -> None:
        """Checked here, for all sources of templates."""
        if not self.html.strip() and not self.text.strip():
            raise ConfigError("the template has neither a text nor an HTML part: fill in one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message to one address."""

    sender: str
    recipient: str
    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]


def own_address(mail: Mail, from_address: str | None) -> str:
    """The address that answers: the configured one, else the one that the envelope gave the mail to.

    The header To is the outsider's: it may name a list, or anybody. Empty where the envelope's address is
    none that SES sends from: with a whole domain as recipient, outsiders choose that too.
    """
    if from_address is not None:
        return from_address
    if not mail.recipients:
        raise BadInput("ses.receipt.recipients must name the address that received the mail")
    address = address_in(mail.recipients[0])
    return address if is_usual(address) else ""


def reply_to(mail: Mail, template: Template, own: str) -> Reply:
    """The answer to `mail` from `own`."""
    return Reply(
        sender=own,
        recipient=mail.return_path,
        subject=" ".join(filter(None, [_filled(template.subject, mail, str).strip(), mail.subject])),
        html=_filled(template.html, mail, html.escape),
        text=_filled(template.text, mail, str),
        headers=(*UNSOLICITED, *_thread(mail)),
    )


def _filled(text: str, mail: Mail, shown: Callable[[str], str]) -> str:
    values = {"NAME": shown(mail.senders or mail.return_path), "ID": shown(mail.id)}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _thread(mail: Mail) -> list[tuple[str, str]]:
    """`In-Reply-To` and `References` as RFC 5322, 3.6.4 wants them; none for a mail without an id.

    Of a long thread the oldest message and the newest ones stay: clients need no more to find it.
    """
    own = _ids(mail, "message-id")[:1]
    if not own:
        return []
    before = _ids(mail, "references") or _ids(mail, "in-reply-to")[:1]
    thread = [*before, *own]
    while len("References") + len(" ".join(thread)) > LONGEST_HEADER:
        del thread[1]
    return [("In-Reply-To", own[0]), ("References", " ".join(thread))]


def _ids(mail: Mail, header: str) -> list[str]:
    return _MESSAGE_ID.findall(" ".join(mail.values(header)))
