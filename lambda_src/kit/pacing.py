"""Spreads calls evenly below a rate."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.deadline import Deadline


class Pacer:
    """Hands out moments that lie `1 / rate` seconds apart, across threads and warm invocations."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, deadline: Deadline) -> bool:
        """Sleep until the next free moment; False, at once, if that lies behind the deadline."""
        with self._lock:
            now = self._clock()
            moment = max(self._next, now)
            if moment - now >= deadline.remaining_seconds:
                return False
            self._next = moment + self._gap
        if moment > now:
            self._sleep(moment - now)
        return True
