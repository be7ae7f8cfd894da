"""Waiting for what comes by itself: a test fails for what does not come, not for a slow machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
PATIENCE_SECONDS = 180.0
_FIRST_PAUSE_SECONDS = 0.05
_LAST_PAUSE_SECONDS = 0.4  # each question costs the emulator what it needs for its answers


def until(found: Callable[[], T]) -> T:
    """The first of its answers that is true of something."""
    for _ in _moments():
        if value := found():
            return value
    raise AssertionError(f"still {value!r} after {PATIENCE_SECONDS:g} s")


def eventually(read: Callable[[], Any], expected: Any) -> float:
    """Wait until `read()` equals `expected`; the seconds that took."""
    begin = time.monotonic()
    for _ in _moments():
        if (found := read()) == expected:
            return time.monotonic() - begin
    raise AssertionError(f"still {found!r} instead of {expected!r} after {PATIENCE_SECONDS:g} s")


def _moments() -> Iterator[None]:
    """One to ask at, then another after pauses that grow, until patience is over."""
    end, pause = time.monotonic() + PATIENCE_SECONDS, _FIRST_PAUSE_SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(pause)
        pause = min(pause * 1.5, _LAST_PAUSE_SECONDS)
