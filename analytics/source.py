"""What a source of answers tells while a query runs, and what it has to be able to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from analytics.engine import Result


@dataclass(frozen=True, slots=True)
class Progress:
    """A query's state in Athena's words, and the bytes that it has scanned; None where nobody counts them."""

    state: str
    scanned: int | None = None


Told = Callable[[Progress], None]


class Source(Protocol):
    """Where answers come from: Athena, or the local engine."""

    @property
    def at_once(self) -> int:
        """How many queries may run side by side."""
        ...

    @property
    def name(self) -> str:
        """For people."""
        ...

    def query(self, name: str, sql: str, told: Told) -> Result:
        """Rows of a query in Athena's dialect; `name` is for messages. Called from several threads."""
        ...

    def stop(self) -> list[str]:
        """End what runs, from another thread; the answer names what could not be ended."""
        ...
