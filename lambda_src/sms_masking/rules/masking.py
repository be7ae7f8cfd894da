"""Puts a keyed hash in the place of each customer's phone number, wherever an event holds it.

Events name the recipient in `destinationPhoneNumber`, replies the sender in `originationNumber`
(https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html and
two-way-sms-payload.html there). `context` and descriptions may repeat it: see `sms_masking.rules.spellings`.
Other events may use other names: so whatever looks like a number in E.164 is masked too, unless it is the
number that we send from. What is masked stays as it is: a record that did not reach the table may come again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput
from sms_masking.rules.spellings import digits, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "hmac:"
RECIPIENT = "destinationphonenumber"
SENDERS = frozenset({"originationnumber", "originationphonenumber"})
REPLY = "inboundmessageid"
_E164 = re.compile(r"(?<![0-9A-Za-z])\+[1-9][0-9]{6,14}(?![0-9])")
_HASH = re.compile(rf"{PREFIX}[0-9a-f]{{64}}")


@dataclass(frozen=True, slots=True)
class Masker:
    """`key` makes the hashes: the same number has the same hash under the same key, and no other."""

    key: bytes

    def lines(self, text: str) -> str:
        """Events, one JSON object a line, masked; `BadInput` where a line is none."""
        # Not splitlines(): JSON texts may hold U+2028 as it is.
        return "".join(f"{self.line(line)}\n" for line in text.split("\n") if line.strip())

    def line(self, text: str) -> str:
        """One event as JSON, masked."""
        try:
            event = json.loads(text)
            if not isinstance(event, dict):
                raise BadInput("the record must be a JSON object")
            return json.dumps(self.event(event), allow_nan=False)
        except (ValueError, RecursionError):
            raise BadInput("the record must be JSON") from None

    def event(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event, masked."""
        texts = {key.lower(): _text(value) for key, value in event.items()}
        of_customers, ours = (SENDERS, frozenset()) if REPLY in texts else (frozenset({RECIPIENT}), SENDERS)
        numbers = {name: texts[name] for name in of_customers & texts.keys() if _is_number(texts[name])}
        own = {texts[name] for name in ours & texts.keys()} - {*numbers.values()}
        mask = self._substitution({*numbers.values()}, own)
        return {
            mask(key): self.hash(numbers[key.lower()]) if key.lower() in numbers else _mapped(value, mask)
            for key, value in event.items()
        }

    def hash(self, number: str) -> str:
        """The hash of a number, however it is written."""
        return PREFIX + hmac.new(self.key, digits(number).encode(), hashlib.sha256).hexdigest()

    def _substitution(self, customers: set[str], own: set[str]) -> Callable[[str], str]:
        known = [(number, self.hash(number)) for number in sorted(customers)]

        def mask(text: str) -> str:
            for number, masked in known:
                text = replaced(text, number, masked)
            return _E164.sub(lambda found: found[0] if found[0] in own else self.hash(found[0]), text)

        return mask


def _is_number(text: str) -> bool:
    return bool(digits(text)) and not _HASH.fullmatch(text)


def _text(value: Any) -> str:
    """The value as a number is written; nothing where it can be none."""
    match value:
        case str():
            return value
        case bool():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
    return ""


def _mapped(value: Any, mask: Callable[[str], str]) -> Any:
    """The same JSON with every text masked, keys too; a number is masked where its digits are."""
    match value:
        case dict():
            return {mask(key): _mapped(item, mask) for key, item in value.items()}
        case list():
            return [_mapped(item, mask) for item in value]
        case str():
            return mask(value)
    text = _text(value)
    masked = mask(text)
    return value if masked == text else masked
