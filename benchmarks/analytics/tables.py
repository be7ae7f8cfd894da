"""What was found, as results: one table of times, one of bytes."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks.analytics.child import LOAD, SCAN
from benchmarks.analytics.scanned import REQUESTS, Scan
from benchmarks.analytics.sizes import DAYS, DEFAULT_HISTORY, HISTORIES, ROUNDS, ROUNDS_UP_TO
from benchmarks.result import Column, Result, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.analytics.sizes import Found

WHOLE = "the whole report"
READ_TIMES = """\
How to read it: by processor time, as other work may share the machine. The load grows with the objects more
than with the events, as most of it is opening files. Each question but `spend` goes through all events of the
app to leave out those that came twice, whatever else it asks, so it grows with the events: ten millions are
minutes of waiting. For more, ask Athena, or sync fewer days."""
READ_BYTES = """\
How to read it: requests that list are most of the charge, whatever the lake holds. They grow with the
hours of `history_days` and with the reads, not with the events, as hours without objects are listed too:
lower `history_days` before anything else. Every read of a table is a stage of the plan at least, and
Trino refuses plans of more than 150 stages unless told otherwise (`query.max-stage-count`): the question
with the most reads is the first to try on a real Athena."""


def results(found: Sequence[Found]) -> list[Result]:
    """The sizes in rising order."""
    return [_times(found), _bytes(found)]


def _times(found: Sequence[Found]) -> Result:
    rows = []
    for before, size in zip([None, *found], found, strict=False):
        for name, taken in _with_whole(size).items():
            earlier = _with_whole(before)[name] if before else None
            rows.append(
                Row(
                    name=f"{name}, {size.events:,} events",
                    values={
                        "wall clock": taken["seconds"],
                        "processor": taken["processor"],
                        "plain scans": taken["processor"] / size.queries[SCAN]["processor"],
                        "growth": taken["processor"] / earlier["processor"] if earlier else None,
                        "peak": size.megabytes if name == WHOLE else None,
                    },
                )
            )
    growths = [f"{later.events / size.events:,.0f}" for size, later in itertools.pairwise(found)]
    return Result(
        name="analytics",
        title="The report on DuckDB",
        cases="question",
        columns=(
            Column(name="wall clock", unit="s", digits=2),
            Column(name="processor", unit="s", digits=2),
            Column(name="plain scans", unit="times", digits=1),
            Column(name="growth", unit="times the size before", digits=1),
            Column(name="peak", unit="MiB"),
        ),
        rows=tuple(rows),
        baseline=(
            "a scan of all columns of the app's events that does nothing but count and sum, in the same "
            "process; ratios are of processor time"
        ),
        notes=(
            f"Measured on {dt.datetime.now(dt.UTC).date().isoformat()}: {os.cpu_count()} processors, DuckDB "
            f"{version('duckdb')}. The lake of `analytics sample`, {DAYS} days, an object per hour "
            f"and table; median of {ROUNDS} rounds up to {ROUNDS_UP_TO:,} events, one round above. Growth: "
            f"while the events grow {' and '.join(growths) or 1} times. {LOAD.capitalize()}: from Parquet "
            "files into DuckDB's file, once per report. Peak: the most memory that the process held, what "
            "DuckDB keeps of its file included."
            f"\n\n{READ_TIMES}"
        ),
    )


def _with_whole(size: Found) -> dict[str, dict[str, float]]:
    """With a row for all questions, asked one after the other, and the load."""
    parts = [taken for name, taken in size.queries.items() if name != SCAN]
    whole = {kind: sum(taken[kind] for taken in parts) for kind in ("seconds", "processor")}
    return {**size.queries, WHOLE: whole}


def _bytes(found: Sequence[Found]) -> Result:
    largest = found[-1]
    rows = [_scan_row(f"{name}, {largest.events:,} events", [scans]) for name, scans in largest.scans.items()]
    rows += [_scan_row(f"{WHOLE}, {size.events:,} events", list(size.scans.values())) for size in found]
    return Result(
        name="analytics-scanned",
        title="What Athena would read for the report",
        cases="question",
        columns=(
            Column(name="reads of tables"),
            Column(name="objects"),
            Column(name="lists"),
            *(Column(name=f"{days} days", unit="MB", digits=1) for days in HISTORIES),
            *(Column(name=_charge(days), unit="USD", digits=2) for days in (DAYS, DEFAULT_HISTORY)),
        ),
        rows=tuple(rows),
        baseline="none",
        notes=(
            "Arithmetic, not a measurement on Athena: the column chunks in the footers of the Parquet files "
            "of the days that are kept (`history_days`, or less where less is stored), for each time that a "
            "query reads a table, views and WITH put in place of their names; structs and maps whole. "
            f"Objects and lists are for {DAYS} days. Charge: 5 USD per TB, 10 MB at least per query; "
            f"{REQUESTS} requests of S3 per object at 0.40 USD per million; and one request that lists, at "
            "5 USD per million, for each hour of each read of a partitioned table, as partition projection "
            f"names all hours. {DEFAULT_HISTORY} days are the default of `history_days`: what {DAYS} days "
            f"take, times {DEFAULT_HISTORY}/{DAYS}. "
            "1 MB is 1,000,000 bytes."
            f"\n\n{READ_BYTES}"
        ),
    )


def _scan_row(name: str, queries: Sequence[dict[int, Scan]]) -> Row:
    """The sum of the queries."""
    whole = [by_days[DAYS] for by_days in queries]
    values: dict[str, float | None] = {
        f"{days} days": sum(by_days[days].size for by_days in queries) / 1e6 for days in HISTORIES
    }
    values["reads of tables"] = sum(found.reads for found in whole)
    values["objects"] = sum(found.objects for found in whole)
    values["lists"] = sum(found.lists for found in whole)
    for days in (DAYS, DEFAULT_HISTORY):
        values[_charge(days)] = sum(found.times(days / DAYS).dollars for found in whole)
    return Row(name=name, values=values)


def _charge(days: int) -> str:
    return f"charge, {days} days"
