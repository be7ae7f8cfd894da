"""Percentiles, and the columns that show them."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from benchmarks.result import Column

if TYPE_CHECKING:
    from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank: a value that was measured, never one in between."""
    if not values:
        raise ValueError("no values: measure at least once.")
    if not 0 < percent <= 100:  # noqa: PLR2004 - per cent
        raise ValueError(f"percent must be above 0 and at most 100, not {percent}.")
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def percentile_columns(unit: str, digits: int) -> tuple[Column, ...]:
    """For `percentiles`."""
    return (
        Column(name="samples"),
        *(Column(name=name, unit=unit, digits=digits) for name in ("p50", "p90", "p99", "max")),
    )


def percentiles(values: Sequence[float]) -> dict[str, float | None]:
    """How many, p50, p90, p99 and the worst."""
    return {
        "samples": len(values),
        **{f"p{percent}": percentile(values, percent) for percent in (50, 90, 99)},
        "max": max(values),
    }


def spread_columns(name: str, unit: str = "", digits: int = 0) -> tuple[Column, ...]:
    """For `spread`."""
    return tuple(
        Column(name=title, unit=unit, digits=digits) for title in (name, f"{name} least", f"{name} most")
    )


def spread(name: str, values: Sequence[float]) -> dict[str, float | None]:
    """The median of the rounds, and the least and most of them."""
    return {name: statistics.median(values), f"{name} least": min(values), f"{name} most": max(values)}
