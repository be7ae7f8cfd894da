"""For which calls a fault strikes. Each is asked in the order of the calls, by one thread."""

import random
import time
from collections.abc import Callable

from emulator.proxy.calls import Call

When = Callable[[Call], bool]


def always(_call: Call) -> bool:
    return True


def share(part: float, *, seed: int = 1) -> When:
    """A part of the calls at random, the same ones in every run that makes the same calls."""
    dice = random.Random(seed)  # noqa: S311 - chance, not a secret
    return lambda _call: dice.random() < part


def nth(number: int, *more: int) -> When:
    """The first call is number 1."""
    made = 0

    def strikes(_call: Call) -> bool:
        nonlocal made
        made += 1
        return made in (number, *more)

    return strikes


class OverQuota:
    """A token bucket: ``rate`` calls per second, ``burst`` of them at once (default: those of one second).

    ``used_by_others`` of the rate goes to callers that the proxy does not see, as all user pools of an
    account share Cognito's quota. A call that is refused takes nothing from the bucket.
    """

    def __init__(
        self,
        rate: float,
        *,
        burst: float | None = None,
        used_by_others: float = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 0 <= used_by_others < rate:
            raise ValueError(f"used_by_others must be at least 0 and below the rate {rate:g}.")
        self._rate = rate - used_by_others
        self._burst = rate if burst is None else burst
        if self._burst < 1:
            raise ValueError("burst must be at least 1, or no call ever passes.")
        self._clock = clock
        self._tokens = self._burst
        self._filled_at = clock()

    def __call__(self, _call: Call) -> bool:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return True
        self._tokens -= 1
        return False
