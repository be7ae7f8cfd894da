"""Puts a keyed hash in the place of each customer's phone number, wherever an event holds it.

Events name the recipient in `destinationPhoneNumber`, replies the sender in `originationNumber`
(https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html and
two-way-sms-payload.html there). `context` and descriptions may repeat it, and other events may use other
names: so whatever looks like a number in E.164 is masked too, unless it is the number that we send from.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "hmac:"
RECIPIENT = "destinationphonenumber"
SENDERS = frozenset({"originationnumber", "originationphonenumber"})
REPLY = "inboundmessageid"
_E164 = re.compile(r"(?<![0-9A-Za-z])\+[1-9][0-9]{6,14}(?![0-9])")
_FEWEST_DIGITS = 7  # fewer are a short code, and may stand in any text


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
        texts = {key.lower(): str(value) for key, value in event.items() if isinstance(value, str | int)}
        of_customers, ours = (SENDERS, frozenset()) if REPLY in texts else (frozenset({RECIPIENT}), SENDERS)
        numbers = {name: texts[name] for name in of_customers & texts.keys() if digits(texts[name])}
        own = {texts[name] for name in ours & texts.keys()} - {*numbers.values()}
        masked: dict[str, Any] = _mapped(event, self._substitution({*map(digits, numbers.values())}, own))
        return masked | {key: self.hash(numbers[key.lower()]) for key in event if key.lower() in numbers}

    def hash(self, number: str) -> str:
        """The hash of a number, however it is written."""
        return PREFIX + hmac.new(self.key, digits(number).encode(), hashlib.sha256).hexdigest()

    def _substitution(self, customers: set[str], own: set[str]) -> Callable[[str], str]:
        known = [number for number in customers if len(number) >= _FEWEST_DIGITS]
        bare = re.compile(rf"(?<![0-9A-Za-z])\+?(?:{'|'.join(known)})(?![0-9A-Za-z])") if known else None

        def mask(text: str) -> str:
            if bare:
                text = bare.sub(lambda found: self.hash(found[0]), text)
            return _E164.sub(lambda found: found[0] if found[0] in own else self.hash(found[0]), text)

        return mask


def digits(number: str) -> str:
    """The number without plus, spaces and brackets."""
    return re.sub(r"[^0-9]", "", number)


def _mapped(value: Any, mask: Callable[[str], str]) -> Any:
    """The same JSON with every text masked, keys too; a whole number is masked where its digits are."""
    match value:
        case dict():
            return {mask(key): _mapped(item, mask) for key, item in value.items()}
        case list():
            return [_mapped(item, mask) for item in value]
        case str():
            return mask(value)
        case bool() | float() | None:
            return value
    text = mask(str(value))
    return value if text == str(value) else text
