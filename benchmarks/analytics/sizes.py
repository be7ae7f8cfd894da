"""Makes a lake of a size, asks a fresh process for times, and the footers of its files for bytes."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import views
from analytics.local import placeholders
from analytics.report.period import Period
from analytics.report.questions import texts
from analytics.sample.generate import TRUTH, generate
from analytics.sample.size import Size
from benchmarks.analytics.reads import reads
from benchmarks.analytics.scanned import Scan, scan, stored
from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

UNTIL = dt.date(2026, 11, 1)
DAYS = 90
HISTORIES = (30, 60, 90)  # days kept
DEFAULT_HISTORY = 400  # days that the views read unless told otherwise
ROUNDS_UP_TO = 10_000  # events; above, one round has to do
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one size told. Queries by name: seconds by the clock, and of the processor."""

    events: int
    rows: int
    made_seconds: float | None  # None: the lake was there
    megabytes: float
    queries: dict[str, dict[str, float]]
    scans: dict[str, dict[int, Scan]]  # question -> days kept -> what it reads


def found_at(events: int, kept: Path | None = None) -> Found:
    """All of one size. Lakes are looked for in the folder `kept` first, and stay there."""
    with _folder(kept) as scratch:
        lake = scratch / f"lake_{events}"
        made_seconds = None
        if not (lake / TRUTH).exists():
            begin = time.perf_counter()
            generate(lake, Size(events=events, until=UNTIL, days=DAYS), "parquet")
            made_seconds = time.perf_counter() - begin
        told = _child(lake, 1 if events > ROUNDS_UP_TO else ROUNDS)
        return Found(
            events=events,
            rows=told["rows"],
            made_seconds=made_seconds,
            megabytes=told["megabytes"],
            queries=told["queries"],
            scans=_scans(lake),
        )


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory() as scratch:
            yield Path(scratch)
    else:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept


def _child(lake: Path, rounds: int) -> Any:
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "benchmarks.analytics.child",
                str(lake),
                f"{scratch}/lake.duckdb",
                str(rounds),
            ],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)


def _scans(lake: Path) -> dict[str, dict[int, Scan]]:
    kept = {days: stored(lake, days) for days in HISTORIES}
    messages = [name for name in ("ses", "sms") if (lake / name).is_dir()]
    bodies = views.group("attribution", placeholders(), messages)
    asked = {name: reads(sql, bodies) for name, sql in texts(Period(), "last_touch").items()}
    return {name: {days: scan(found, kept[days]) for days in HISTORIES} for name, found in asked.items()}
