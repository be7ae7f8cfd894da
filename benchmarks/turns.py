"""Stop-watch, patience, and rivals that take turns, since a machine is never equally busy for long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def take_turns(rounds: int, rivals: Mapping[str, Callable[[int], float]]) -> dict[str, list[float]]:
    """What each rival returns for the rounds 0, 1, … Every other round runs backwards."""
    found: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(rounds):
        order = list(rivals.items())
        for name, rival in reversed(order) if number % 2 else order:
            found[name].append(rival(number))
    return found


def wait_until(condition: Callable[[], bool], *, within: float, every: float = 0.5) -> None:
    """`TimeoutError` if it does not come true; the limit is generous, as no benchmark asserts a time."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {within:.0f} s in vain: the numbers would mean nothing.")
        time.sleep(every)
