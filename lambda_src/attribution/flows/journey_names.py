"""Journey names, looked up once per journey and refreshed."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Protocol

from kit.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attribution.rules.touch import Journey

FRESH_SECONDS = 900
PAUSE_SECONDS = 5  # after a look-up that failed: the next would wait as long, and a batch has many journeys
MISSING_SECONDS = 60  # a journey that cannot be seen now may be allowed a minute later


class NameLookup(Protocol):
    """Where names come from."""

    def name_of(self, journey: Journey) -> str | None:
        """The name; None where there is none to be had (gone, denied). `TransientError`: ask again."""


class JourneyNames:
    """Remembers names for the life of the container."""

    def __init__(
        self,
        lookup: NameLookup,
        given: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`given` has names by the journey's id; they count before a look-up."""
        self._lookup = lookup
        self._given = given or {}
        self._clock = clock
        self._known: dict[Journey, tuple[str | None, float]] = {}
        self._pause_until = -math.inf

    def name_of(self, journey: Journey) -> str | None:
        """The journey's name; None where it cannot be had.

        A look-up that fails for now falls back to the name known before; without one it raises
        `TransientError`, since a touch under the wrong name would be wrong until the next one.
        """
        named = journey.name or self._given.get(journey.id)
        if named is not None:
            return named
        known = self._known.get(journey)
        if known is not None and self._clock() < known[1]:
            return known[0]
        try:
            name = self._ask(journey)
        except TransientError:
            if known is None or known[0] is None:
                raise
            name = known[0]
        lifetime = MISSING_SECONDS if name is None else FRESH_SECONDS
        self._known[journey] = (name, self._clock() + lifetime)
        return name

    def _ask(self, journey: Journey) -> str | None:
        if self._clock() < self._pause_until:
            raise TransientError("names cannot be looked up for now")
        try:
            return self._lookup.name_of(journey)
        except TransientError:
            self._pause_until = self._clock() + PAUSE_SECONDS
            raise
