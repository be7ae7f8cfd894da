"""Outcomes for people, as Markdown, and for machines, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulations.run import Outcome
    from simulations.scenarios import Scenario

COLUMNS = (
    "scenario",
    "touches",
    "last touch after",
    "attribute late: median",
    "longest",
    "blank late: median",
    "longest",
    "longest backlog",
    "stream behind",
    "expiration behind",
    "refused calls",
    "lost touches",
    "lost changes",
)

_UNITS = ((86_400 * 2, 86_400, "d"), (3600 * 2, 3600, "h"), (120, 60, "min"))


def duration(seconds: float) -> str:
    """A few digits that people read: 45 s, 12 min, 3.4 h, 2.9 d."""
    for least, unit, name in _UNITS:
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}" if name == "min" else f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"


def table(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome]) -> str:
    """A row per scenario."""
    rows = [_row(scenario, outcome) for scenario, outcome in zip(scenarios, outcomes, strict=True)]
    return markdown(COLUMNS, rows)


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; all columns but the first are numbers."""
    rule = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows))


def _row(scenario: Scenario, outcome: Outcome) -> list[str]:
    written = scenario.system.delivery == "attribute"
    return [
        scenario.name,
        f"{outcome.touches:,}",
        duration(outcome.last_touch),
        duration(outcome.set_median),
        duration(outcome.set_longest),
        duration(outcome.blank_median),
        duration(outcome.blank_longest),
        f"{outcome.most_waiting:,}" if written else "none",
        duration(outcome.stream_age) if written else "not read",
        duration(outcome.expiration_lag),
        f"{outcome.refused:,}" if written else "no calls",
        f"{outcome.touches_lost:,}",
        f"{outcome.lost + outcome.waiting:,}",
    ]


def as_json(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome]) -> str:
    """Everything: parameters, numbers and the backlog over time."""
    pairs = zip(scenarios, outcomes, strict=True)
    return json.dumps(
        [{**asdict(scenario), "outcome": asdict(outcome)} for scenario, outcome in pairs], indent=1
    )
