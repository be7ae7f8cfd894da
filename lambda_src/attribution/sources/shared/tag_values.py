"""Values of message tags: SES allows ASCII letters, digits, `_` and `-` only, at most 256 of them.

A text that does not fit, or that begins with `b64_` itself, is sent as `b64_` and its UTF-8 in base64url
without padding; `tag_value` in `examples/publisher` writes both.
"""

from __future__ import annotations

import base64
import re

PREFIX = "b64_"
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def decoded(value: str) -> str | None:
    """The text that a tag's value stands for; None where it begins with the prefix and is no base64url."""
    if not value.startswith(PREFIX):
        return value
    encoded = value.removeprefix(PREFIX)
    if not BASE64URL.fullmatch(encoded):  # the decoder would skip what it does not know
        return None
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return None
