"""What a benchmark found: pure values, to be kept as JSON and shown in any form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Bound = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One measured quantity."""

    name: str
    unit: str = ""
    digits: int = 0

    @property
    def title(self) -> str:
        """As the head of a table."""
        return f"{self.name}, {self.unit}" if self.unit else self.name

    def show(self, value: float | None) -> str:
        """The value in the column's digits; a dash where it was not measured."""
        return "-" if value is None else f"{value:,.{self.digits}f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case: the values by the names of their columns."""

    name: str
    values: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number to reach, in one column. `rows` names the cases that it is meant for; none named: all."""

    what: str
    column: str
    bound: Bound
    limit: float
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A target held against the case that is furthest from it."""

    what: str
    bound: Bound
    limit: str
    measured: str
    met: bool | None  # None: this run measured no such case


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The table of one benchmark. `baseline` says what the ratios are ratios of."""

    name: str
    title: str
    cases: str  # what a row is: the head of the first column
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    baseline: str
    targets: tuple[Target, ...] = ()
    notes: str = ""

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        used = {name for row in self.rows for name in row.values} | {target.column for target in self.targets}
        if unknown := sorted(used - known):
            raise ValueError(f"{self.name} has no column {unknown[0]!r}: name one of {sorted(known)}.")

    def verdicts(self) -> tuple[Verdict, ...]:
        """One per target."""
        return tuple(self._verdict(target) for target in self.targets)

    def _verdict(self, target: Target) -> Verdict:
        column = next(column for column in self.columns if column.name == target.column)
        values = [
            value
            for row in self.rows
            if (not target.rows or row.name in target.rows)
            and (value := row.values.get(target.column)) is not None
        ]
        worst = None if not values else max(values) if target.bound == "at most" else min(values)
        return Verdict(
            what=target.what,
            bound=target.bound,
            limit=_with_unit(column, target.limit),
            measured=_with_unit(column, worst),
            met=None if worst is None else _holds(worst, target),
        )


def _holds(value: float, target: Target) -> bool:
    return value <= target.limit if target.bound == "at most" else value >= target.limit


def _with_unit(column: Column, value: float | None) -> str:
    shown = column.show(value)
    return f"{shown} {column.unit}" if column.unit and value is not None else shown
