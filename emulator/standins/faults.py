"""Trouble to order: what a stand-in does instead of, or before, its answer."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from emulator.standins.errors import ServiceError

Fault = Callable[[], None]
Chooser = Callable[[str, dict[str, Any]], Fault | None]


def fail(code: str, message: str = "injected by the test", status: int = 400) -> Fault:
    def raise_it() -> None:
        raise ServiceError(code, message, status)

    return raise_it


def throttle(message: str = "Too many requests") -> Fault:
    return fail("TooManyRequestsException", message, 429)


def delay(seconds: float) -> Fault:
    return lambda: time.sleep(seconds)


class Faults:
    """Faults per operation, used up call by call; ``choose`` is asked when none is waiting."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()
        self.choose: Chooser = lambda _operation, _params: None

    def add(self, operation: str, fault: Fault, *, times: int = 1) -> None:
        with self._lock:
            self._waiting[operation].extend([fault] * times)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def strike(self, operation: str, params: dict[str, Any]) -> None:
        with self._lock:
            waiting = self._waiting[operation]
            fault = waiting.popleft() if waiting else None
        fault = fault or self.choose(operation, params)
        if fault is not None:
            fault()
