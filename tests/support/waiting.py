"""Waiting for what comes by itself: a test fails for what does not come, not for a slow machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PATIENCE_SECONDS = 180.0
_PAUSE_SECONDS = 0.05


def until(found: Callable[[], T]) -> T:
    """The first of its answers that is true of something."""
    begin = time.monotonic()
    while not (value := found()):
        assert time.monotonic() - begin < PATIENCE_SECONDS, f"still {value!r} after {PATIENCE_SECONDS:g} s"
        time.sleep(_PAUSE_SECONDS)
    return value


def eventually(read: Callable[[], Any], expected: Any) -> float:
    """Wait until `read()` equals `expected`; the seconds that took."""
    begin = time.monotonic()
    while (found := read()) != expected:
        waited = time.monotonic() - begin
        assert waited < PATIENCE_SECONDS, f"still {found!r} instead of {expected!r} after {waited:.0f} s"
        time.sleep(_PAUSE_SECONDS)
    return time.monotonic() - begin
