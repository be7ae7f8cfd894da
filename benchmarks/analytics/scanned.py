"""What Athena would read for a query: the column chunks that the footers name, each time it reads them.

A query is charged for the bytes that it reads, 10 MB at least: https://aws.amazon.com/athena/pricing/, 5 USD
per TB in most Regions. S3 charges for each request, in most Regions 0.40 USD per million that read and 5 USD
per million that list: https://aws.amazon.com/s3/pricing/. Partition projection names every hour of its range,
and Athena lists each, also those without objects. Footers, and rows that statistics rule out, are left out of
account.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import duckdb

from analytics import tables
from analytics.lake import ATTRIBUTION, MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.analytics.reads import Read

USD_PER_BYTE = 5e-12
LEAST = 10_000_000
USD_PER_REQUEST, USD_PER_LIST = 4e-7, 5e-6
REQUESTS = 2  # for an object at least: its footer, and its columns


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes by table and column, and objects by table, of so many days; of CSV the column is empty."""

    days: int = 1
    sizes: Counter[tuple[str, str]] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one query reads: tables, each time, with all objects and bytes. `lists`: one per hour and read."""

    reads: int
    lists: int
    objects: int
    size: int

    @property
    def dollars(self) -> float:
        """What Athena and S3 charge."""
        requests = self.objects * REQUESTS * USD_PER_REQUEST + self.lists * USD_PER_LIST
        return max(self.size, LEAST) * USD_PER_BYTE + requests

    def times(self, factor: float) -> Scan:
        """As if so many times the days were kept, each like these; configuration is too small to matter."""
        return replace(
            self,
            lists=round(self.lists * factor),
            objects=round(self.objects * factor),
            size=round(self.size * factor),
        )


def stored(folder: Path, days: int) -> Stored:
    """The first days of a lake, laid out as `--local` reads it, with Parquet files; configuration is all."""
    found = Stored(days)
    for lake in (ATTRIBUTION, *MESSAGES):
        for name in lake.tables:
            table = tables.table(name)
            place = folder / lake.folder / table.prefix
            if table.is_csv:
                files = list(place.glob("*"))
                found.sizes[name, ""] = sum(file.stat().st_size for file in files)
            else:
                files = [
                    file for day in sorted(place.glob("*/*/*"))[:days] for file in day.glob("*/*.parquet")
                ]
                found.sizes.update(_chunks(name, files))
            found.objects[name] = len(files)
    return found


def scan(reads: Iterable[Read], lake: Stored) -> Scan:
    """All reads of one query together."""
    reads = list(reads)
    return Scan(
        reads=len(reads),
        lists=24 * lake.days * sum(tables.table(table).partitioned for table, _ in reads),
        objects=sum(lake.objects[table] for table, _ in reads),
        size=sum(lake.sizes[table, column] for table, columns in reads for column in {"", *columns}),
    )


def _chunks(name: str, files: list[Path]) -> Counter[tuple[str, str]]:
    if not files:
        return Counter()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        rows = connection.execute(
            "SELECT split_part(path_in_schema, ', ', 1), sum(total_compressed_size)::BIGINT "
            "FROM parquet_metadata(?) GROUP BY ALL",
            [[str(file) for file in files]],
        ).fetchall()
    return Counter({(name, column): size for column, size in rows})
