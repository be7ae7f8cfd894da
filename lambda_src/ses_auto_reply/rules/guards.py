"""Which mail no program may answer: RFC 3834, 2, and what lists and programs say of their own mail."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from ses_auto_reply.rules.mail import is_usual

if TYPE_CHECKING:
    from ses_auto_reply.rules.mail import Mail

DAEMON = "mailer-daemon"
LIST_HEADERS = ("list-id", "list-unsubscribe")
LIST_PRECEDENCES = frozenset({"bulk", "junk", "list"})
_ADDRESS = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+")


class Reason(StrEnum):
    """Why a mail gets no answer."""

    NO_RETURN_PATH = "no_return_path"
    MAILER_DAEMON = "mailer_daemon"
    OWN_ADDRESS = "own_address"
    AUTO_SUBMITTED = "auto_submitted"
    PRECEDENCE = "precedence"
    MAILING_LIST = "mailing_list"
    ANSWERS_UNWANTED = "answers_unwanted"
    SPAM = "spam"
    VIRUS = "virus"
    DMARC = "dmarc"
    UNANSWERABLE = "unanswerable"


def reason_to_ignore(mail: Mail, own: str, *, require_dmarc_pass: bool) -> Reason | None:
    """The first guard that the mail fails; None for a mail that `own`, our address, may answer.

    `own` is empty where the address that received the mail is none that SES sends from.
    """
    paths = [path.strip("<>").lower() for path in mail.return_paths]
    failed = {
        Reason.NO_RETURN_PATH: not all(paths),
        Reason.MAILER_DAEMON: any(path.partition("@")[0] == DAEMON for path in paths),
        Reason.OWN_ADDRESS: bool(_addresses(mail.senders, *paths) & _addresses(own, *mail.recipients)),
        Reason.AUTO_SUBMITTED: any(_word(value) != "no" for value in mail.values("auto-submitted")),
        Reason.PRECEDENCE: any(_word(value) in LIST_PRECEDENCES for value in mail.values("precedence")),
        Reason.MAILING_LIST: any(mail.values(name) for name in LIST_HEADERS),
        Reason.ANSWERS_UNWANTED: bool(mail.values("x-auto-response-suppress")),
        Reason.SPAM: "spam" in mail.failed,
        Reason.VIRUS: "virus" in mail.failed,
        Reason.DMARC: require_dmarc_pass and "dmarc" in mail.failed,
        Reason.UNANSWERABLE: not own or not is_usual(mail.return_path),
    }
    return next((reason for reason, failing in failed.items() if failing), None)


def _addresses(*texts: str) -> set[str]:
    """Whatever looks like an address, in lower case: a loop cares little for the standard."""
    return {found.lower() for text in texts for found in _ADDRESS.findall(text)}


def _word(value: str) -> str:
    """The keyword of a header, without parameters and comments."""
    return value.partition(";")[0].partition("(")[0].strip().lower()
