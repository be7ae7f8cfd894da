"""One phone number in the ways in which people write it.

Its digits, with separators between them or none, behind `+`, `00`, `011` or nothing, with `(0)` inside;
and its last digits, 8 or more, as they are dialled within a country, behind `0` or nothing. Digits inside
a longer number or a word are another's.
"""

from __future__ import annotations

import re

FEWEST_DIGITS = 7  # fewer are a short code, and may stand in any text
FEWEST_DIALLED = 8  # fewer of a number's last digits may be anything
_TRUNK = "(0)"
_SEPARATOR = r"[\s./()\u2010-\u2015-]{0,5}"
_BETWEEN = re.compile(_SEPARATOR)
_BEFORE = re.compile(rf"(?<![0-9A-Za-z])(?:(?:\+|00?|011){_SEPARATOR})?\Z")
_LONGEST_BEFORE = 8
_AFTER = re.compile(r"(?![0-9A-Za-z])")


def replaced(text: str, number: str, replacement: str) -> str:
    """The text with `replacement` wherever it has the number."""
    parts, end = [], 0
    for begin, stop in _found(text, digits(number)):
        parts += [text[end:begin], replacement]
        end = stop
    return "".join([*parts, text[end:]])


def digits(number: str) -> str:
    """The number without plus, spaces and brackets."""
    return re.sub(r"[^0-9]", "", number)


def _found(text: str, number: str) -> list[tuple[int, int]]:
    """Where the text has the number, from its left to its right: first index and the one behind the last."""
    text = text.replace(_TRUNK, " " * len(_TRUNK))
    last, have = number[-FEWEST_DIALLED:], digits(text)
    if len(number) < FEWEST_DIGITS or last not in have:
        return []
    at = [index for index, character in enumerate(text) if "0" <= character <= "9"]
    spans: list[tuple[int, int]] = []
    hit = have.find(last)
    while hit >= 0:
        after_last = hit + len(last)
        span = _span(text, at[_first(text, at, number, after_last) : hit + 1], at[after_last - 1] + 1)
        spans += [span] if span else []
        hit = have.find(last, after_last if span else hit + 1)
    return spans


def _first(text: str, at: list[int], number: str, after_last: int) -> int:
    """The leftmost digit, by its place in `at`, of those before `after_last` that are the number's."""
    first = after_last
    for digit in reversed(number):
        before = first - 1
        joined = first == after_last or (before >= 0 and _BETWEEN.fullmatch(text, at[before] + 1, at[first]))
        if before < 0 or text[at[before]] != digit or not joined:
            break
        first = before
    return first


def _span(text: str, firsts: list[int], stop: int) -> tuple[int, int] | None:
    """The longest spelling that begins with one of `firsts`; none where the digits are a longer number's."""
    for first in firsts if _AFTER.match(text, stop) else []:
        before = _BEFORE.search(text, max(0, first - _LONGEST_BEFORE), first)
        if before:
            begin = before.start()
            opened = text[begin - 1 : begin] == "(" and text.count(")", begin, stop) > text.count(
                "(", begin, stop
            )
            return begin - opened, stop
    return None
