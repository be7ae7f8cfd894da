"""Results as Markdown, on a screen and in the page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.archive import Run
    from benchmarks.result import Result

MET = {True: "yes", False: "**no**", None: "not measured"}


def table(result: Result) -> str:
    """A row per case."""
    return _markdown(
        [result.cases, *(column.title for column in result.columns)],
        [
            [row.name, *(column.show(row.values.get(column.name)) for column in result.columns)]
            for row in result.rows
        ],
    )


def targets(run: Run) -> str:
    """A row per target of all results. A smoke run has too few rounds and users to judge by."""
    return _markdown(
        ["what", "target", "measured", "met"],
        [
            [
                f"{result.title}: {verdict.what}",
                f"{verdict.bound} {verdict.limit}",
                verdict.measured,
                "not judged" if run.quick else MET[verdict.met],
            ]
            for result in run.results
            for verdict in result.verdicts()
        ],
        numbers=False,
    )


def section(result: Result) -> str:
    """Title, table, and how to read it."""
    parts = [f"## {result.title}", table(result), f"Baseline: {result.baseline}.", result.notes]
    return "\n\n".join(part for part in parts if part)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    rule = ["---", *["---:" if numbers else "---"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
