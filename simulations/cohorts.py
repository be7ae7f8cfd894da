"""Changes on their way, counted in groups: five million customers one by one would take too long."""

from __future__ import annotations

import math
from collections import deque
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What has to become of an attribute."""

    SET = "set"
    BLANK = "blank"
    NONE = "none"  # a repeated journey: a stream record that asks for no call


class Cohort(NamedTuple):
    """Changes that are alike: `since` the attribute is wrong, and `entered` is when they began to wait."""

    kind: Kind
    size: int
    since: float
    entered: float


class Line:
    """A queue of cohorts, first in, first out."""

    def __init__(self) -> None:
        self._cohorts: deque[Cohort] = deque()
        self.waiting = 0

    def put(self, cohort: Cohort) -> None:
        """At the end; a cohort of nobody is nothing."""
        if cohort.size:
            self._cohorts.append(cohort)
            self.waiting += cohort.size

    def take(self, most: int, *, until: float = math.inf) -> list[Cohort]:
        """The first `most` changes, or all, of those that entered until then."""
        taken = []
        while most > 0 and self._cohorts and self._cohorts[0].entered <= until:
            first = self._cohorts.popleft()
            if first.size > most:
                self._cohorts.appendleft(first._replace(size=first.size - most))
                first = first._replace(size=most)
            taken.append(first)
            most -= first.size
            self.waiting -= first.size
        return taken

    def forget(self, before: float) -> list[Cohort]:
        """Take out what entered before that moment."""
        gone = []
        while self._cohorts and self._cohorts[0].entered < before:
            gone.append(self._cohorts.popleft())
            self.waiting -= gone[-1].size
        return gone

    @property
    def oldest(self) -> float | None:
        """When the first one entered."""
        return self._cohorts[0].entered if self._cohorts else None


def split(cohorts: list[Cohort], first: int) -> tuple[list[Cohort], list[Cohort]]:
    """The first so many changes, and the rest."""
    line = Line()
    for cohort in cohorts:
        line.put(cohort)
    return line.take(first), line.take(line.waiting)


def total(cohorts: list[Cohort]) -> int:
    """How many changes."""
    return sum(cohort.size for cohort in cohorts)
