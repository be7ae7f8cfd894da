"""How long an invocation may go on, and work in threads that stops in time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from kit.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
R = TypeVar("R")


class LambdaContext(Protocol):
    """The part of the Lambda context object that is used here."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock after which nothing new is begun."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def of(
        cls, context: LambdaContext, *, reserve_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> Deadline:
        """The end of the invocation less what the last call and the answer may need."""
        return cls(clock() + context.get_remaining_time_in_millis() / 1000 - reserve_seconds, clock)

    def within(self, seconds: float) -> Deadline:
        """This deadline or `seconds` from now, whichever comes first."""
        return Deadline(min(self.at, self.clock() + seconds), self.clock)

    @property
    def remaining_seconds(self) -> float:
        """Seconds left, 0 when it has passed."""
        return max(0.0, self.at - self.clock())

    @property
    def passed(self) -> bool:
        """Whether it is too late to begin anything."""
        return self.clock() >= self.at


def for_each(items: Iterable[T], work: Callable[[T], R], *, workers: int) -> list[R]:
    """`work` of every item, in the items' order, in up to `workers` threads at once.

    `work` must turn failures of one item into a result: an error that it raises ends the batch.
    """
    todo = list(items)
    if len(todo) <= 1 or workers == 1:  # no pool for the common single user
        return [work(item) for item in todo]
    with ThreadPoolExecutor(min(workers, len(todo))) as pool:
        return list(pool.map(work, todo))


def in_time(work: Callable[[], R], *, seconds: float) -> R:
    """What `work` returns; `TransientError` if it takes longer, whatever it waits for then.

    Time-outs of a client count each wait for itself: an answer that trickles in outlives them all.
    """
    done: Future[R] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed over to whoever waits
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    finished, _ = wait([done], timeout=seconds)
    if not finished:
        raise TransientError(f"not done after {seconds} s")
    return done.result()
