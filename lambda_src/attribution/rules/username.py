"""Which user a payload means."""

from __future__ import annotations

import unicodedata
from typing import Any

from attribution.rules.touch import Reason

# Cognito's UsernameType: 1 to 128 letters, marks, symbols, numbers or punctuation. Source: the SDK's
# service model of AdminUpdateUserAttributes.
LONGEST_USERNAME = 128
ALLOWED_CATEGORIES = frozenset("LMSNP")


def username_from(value: Any, *, case_sensitive: bool) -> str | Reason:
    """The username that `value` holds, as the table's key; else the reason why it is none.

    User pools ignore case by default, so ``Ann`` and ``ann`` are one user and one key.
    """
    if not isinstance(value, str):
        return Reason.USERNAME_NOT_TEXT
    if not value.strip():
        return Reason.USERNAME_BLANK
    username = value if case_sensitive else value.lower()
    if len(username) > LONGEST_USERNAME:
        return Reason.USERNAME_TOO_LONG
    if not all(unicodedata.category(character)[0] in ALLOWED_CATEGORIES for character in username):
        return Reason.USERNAME_INVALID
    return username
