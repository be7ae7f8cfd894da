"""The lake's tables, from the files that Terraform declares them from."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from analytics import hive

FOLDER = Path(__file__).parent / "tables"
PARTITION = "datehour"  # hour of arrival in UTC, yyyy/MM/dd/HH


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where its objects lie below the lake's root, and its columns without the partition."""

    name: str
    prefix: str
    partitioned: bool
    is_csv: bool
    columns: dict[str, hive.HiveType]

    @property
    def duckdb_columns(self) -> dict[str, str]:
        """Column -> type in DuckDB, the partition included."""
        columns = {name: kind.duckdb for name, kind in self.columns.items()}
        return {**columns, PARTITION: "VARCHAR"} if self.partitioned else columns


@functools.cache
def table(name: str) -> Table:
    """The table of that name."""
    content = json.loads((FOLDER / f"{name}.json").read_text())
    return Table(
        name=content["name"],
        prefix=content["prefix"],
        partitioned=content["partitioned"],
        is_csv=content["format"] == "csv",
        columns={column["name"]: hive.parse(column["type"]) for column in content["columns"]},
    )


def names() -> list[str]:
    """All tables."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))
