"""Addresses of mail: the bare one in a header's text."""

from __future__ import annotations

import re
from typing import Any

from kit.errors import BadInput

LONGEST_TEXT = 998  # of a header's line: RFC 5322, 2.1.1
LONGEST_ADDRESS = 320  # 64 for the mailbox, "@", 255 for the domain: RFC 5321, 4.5.3.1

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
ANGLED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>\s*")
ADDRESS = re.compile(r'[^\s@<>,;:()]+@[^\s@<>,;:()"]+')


def bare_address(text: Any) -> str:
    """``ann@example.org`` of ``"Ann" <ann@Example.org>``; `BadInput` where there is no single address.

    Only the domain is lower-cased: the mailbox's host alone knows whether case matters in its name.
    The standard library's parser is not used: what it makes of two addresses depends on Python's version.
    """
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise BadInput(f"an e-mail address must be a text of at most {LONGEST_TEXT} characters")
    # Quoted parts may hold any sign: they are covered to find the address, and read from the text itself.
    covered = QUOTED.sub(lambda part: '"' + "q" * (len(part[0]) - 2) + '"', text)
    start, end = _span(covered)
    found = text[start:end]
    if not ADDRESS.fullmatch(covered, start, end) or len(found) > LONGEST_ADDRESS or not found.isprintable():
        raise BadInput(
            "there must be a single e-mail address, as name@example.org or Name <name@example.org>"
        )
    mailbox, _, domain = found.rpartition("@")
    return f"{mailbox}@{domain.lower()}"


def _span(covered: str) -> tuple[int, int]:
    """Where an address would stand; nowhere if several may."""
    angled = ANGLED.fullmatch(covered)
    if angled is None:
        return len(covered) - len(covered.lstrip()), len(covered.rstrip())
    several = "@" in angled["name"] and re.search("[,;]", angled["name"])
    return (0, 0) if several else angled.span("address")
