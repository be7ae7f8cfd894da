"""A table of the report: what its columns mean, and its rows as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the heading in the file; `kind`: text, money, each (money to the cent), count, credits,
    percent, times, days or moment.
    """

    key: str
    title: str
    kind: str = "text"
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values as they are; `apart` stand below them, and `sums` below those, on the page only."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    apart: list[tuple[Any, ...]] = field(default_factory=list)
    sums: list[tuple[Any, ...]] = field(default_factory=list)

    def largest(self, column: int) -> float:
        """What a bar of full length means."""
        return max((abs(row[column] or 0.0) for row in self.rows), default=0.0)
