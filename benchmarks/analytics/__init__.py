"""From the lake to the report, at three sizes: times on DuckDB, and what Athena would read.

sizes.py     makes the lakes, and asks a fresh process for each
child.py     the process: opens a lake, asks the report's questions, tells times and memory
scanned.py   bytes that Athena would read for a query, from the footers of the Parquet files
reads.py     which columns of which tables a query reads
tables.py    what was found, as results
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.analytics.sizes import found_at
from benchmarks.analytics.tables import results

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.lab import Lab
    from benchmarks.result import Result

FULL, QUICK = (10_000, 1_000_000, 10_000_000), (10_000,)


def measure(lab: Lab, kept: Path | None = None) -> list[Result]:
    """Two tables: times, and bytes. Lakes are looked for in the folder `kept` first, and stay there."""
    return results([found_at(size, kept) for size in (QUICK if lab.quick else FULL)])
