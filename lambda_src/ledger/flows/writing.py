"""Lines into the delivery stream, again and again as long as there is time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from kit.errors import TransientError
from kit.logs import logger
from ledger.rules.requests import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kit.deadline import Deadline

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5


class DeliveryStream(Protocol):
    """Where lines go to the lake from."""

    def put(self, lines: Sequence[bytes]) -> list[int]:
        """Hand the lines of one request over; returns the places of those that were not taken."""


class Writing:
    """Hands lines over, in requests as large as they may be."""

    def __init__(self, stream: DeliveryStream, sleep: Callable[[float], None] = time.sleep) -> None:
        self._stream = stream
        self._sleep = sleep

    def write(self, lines: Sequence[bytes], deadline: Deadline) -> list[int]:
        """The places of the lines that were not taken before the deadline, in order."""
        left, pause = self._round(lines, range(len(lines)), deadline), FIRST_PAUSE_SECONDS
        while left and deadline.remaining_seconds > pause:
            self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            left = self._round(lines, left, deadline)
        return left

    def _round(self, lines: Sequence[bytes], places: Sequence[int], deadline: Deadline) -> list[int]:
        left: list[int] = []
        for request in requests([len(lines[place]) for place in places]):
            chosen = places[request.start : request.stop]
            refused = range(len(chosen)) if deadline.passed else self._put([lines[place] for place in chosen])
            left += [chosen[place] for place in refused]
        return left

    def _put(self, lines: Sequence[bytes]) -> Sequence[int]:
        try:
            return self._stream.put(lines)
        except TransientError as error:
            logger().warning("delivery stream did not take a request", error=str(error))
            return range(len(lines))
