"""Rows -> objects, in the hour that each arrived in, as Firehose writes them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analytics.tables import PARTITION

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from analytics.tables import Table

# Firehose's conversion writes Snappy unless told otherwise: API reference, `ParquetSerDe`.
OPTIONS = {"parquet": "FORMAT parquet, COMPRESSION snappy", "json": "FORMAT json"}


def write(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, lake: Path, form: str) -> None:
    """`rows`: a query that gives the table's columns, or some of them, and the hour, in its order."""
    target = lake / table.prefix
    made = target.with_name(f".{target.name}")
    made.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW rows_of_table AS {rows}")
    present = {name for name, *_ in connection.execute("DESCRIBE rows_of_table").fetchall()}
    columns = [
        f'CAST("{name}" AS {kind}) AS "{name}"' if name in present else f'CAST(NULL AS {kind}) AS "{name}"'
        for name, kind in table.duckdb_columns.items()
    ]
    connection.execute("SET threads = 1")  # an object per hour, with rows in order
    connection.execute(
        f"COPY (SELECT {', '.join(columns)} FROM rows_of_table) TO '{made}' "  # noqa: S608 - names of our own tables
        f"({OPTIONS[form]}, PARTITION_BY ({PARTITION}), FILENAME_PATTERN 'part-{{i}}')"
    )
    connection.execute("RESET threads")
    for hour in sorted(made.iterdir()):
        place = target / unquote(hour.name.removeprefix(f"{PARTITION}="))
        place.parent.mkdir(parents=True, exist_ok=True)
        hour.rename(place)
    shutil.rmtree(made)
