"""Counts each event once, though it may come again: beside the count stand the events that it holds.

The list must fit into one attribute, so it keeps the newest only: 23 where a value may have 255 characters, 9
where it may have 100. What is older than all of a full list is taken for counted. So nothing is ever counted
twice; an event that comes after that many newer ones of the same contact is not counted at all.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from event_based_segmentation.rules.matching import Change

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 7  # of base 36, seconds: beyond the year 3000
_MARK = 4  # signs of base64: of two events of one second, one in 16 million would be taken for the other
ENTRY = _TIME_DIGITS + _MARK


def counted(count: str, seen: str, changes: Iterable[Change], *, longest: int) -> tuple[str, str]:
    """The count and its list after these changes."""
    room = longest // ENTRY
    number = int(count) if re.fullmatch(r"-?[0-9]{1,18}", count) else 0
    entries = sorted(seen[start : start + ENTRY] for start in range(0, len(seen) - ENTRY + 1, ENTRY))
    for entry, change in sorted({_entry(change): change for change in changes}.items()):
        if entry in entries or (len(entries) >= room and entry < entries[0]):
            continue
        number += change.by
        entries = sorted([*entries, entry])[-room:]
    return str(number), "".join(entries)


def _entry(change: Change) -> str:
    """Time and mark: entries sort as their events follow."""
    seconds, digits = change.at // 1000, ""
    while len(digits) < _TIME_DIGITS:
        seconds, digit = divmod(seconds, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits + base64.urlsafe_b64encode(bytes.fromhex(change.identity))[:_MARK].decode()
