"""Tables and views in DuckDB, asked in Athena's SQL."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from analytics import dialect
from analytics.errors import AnalyticsError
from analytics.hive import DoesNotFit
from analytics.tables import PARTITION, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analytics.views import View


@dataclass(frozen=True, slots=True)
class Result:
    """Columns as (name, type in DuckDB's words), and the rows."""

    columns: list[tuple[str, str]]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows by column name."""
        names = [name for name, _ in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@dataclass(slots=True)
class Engine:
    """One DuckDB, in memory unless `path` names a file.

    Databases of Glue are schemas here. What is read in Athena's dialect runs translated; times are UTC.
    """

    path: str = ":memory:"
    refused: list[str] = field(default_factory=list)
    connection: duckdb.DuckDBPyConnection = field(init=False)
    current: str = field(init=False, default="main")

    def __post_init__(self) -> None:
        self.connection = duckdb.connect(self.path)
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute("SET enable_progress_bar = false")  # commands print themselves
        for macro in dialect.MACROS:
            self.connection.execute(macro)

    def close(self) -> None:
        self.connection.close()

    def database(self, name: str) -> None:
        """Make the database, if it is not there, and the one of unqualified names."""
        self.connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        self.connection.execute(f'USE "{name}"')
        self.current = name

    def table_of_records(
        self, table: Table, records: Iterable[Mapping[str, Any]], *, datehour: str = "2026/01/01/00"
    ) -> None:
        """A table of records as they were sent; one that says "datehour" itself arrived then."""
        with tempfile.NamedTemporaryFile("w", suffix=".json") as lines:
            for number, record in enumerate(records, start=1):
                row = self.fitted(table, record, f"record {number}")
                if row is not None:
                    row[PARTITION] = record.get(PARTITION, datehour)
                    lines.write(json.dumps(row) + "\n")
            lines.flush()
            self.table_of_lines(table, [Path(lines.name)])

    def fitted(self, table: Table, record: Any, where: str) -> dict[str, Any] | None:
        """The record as a row; None where it does not fit, with the reason kept in `refused`."""
        if not isinstance(record, dict):
            self.refused.append(f"{table.name}: {where}: is no JSON object")
            return None
        given = {key.lower(): value for key, value in record.items()}
        row = {}
        for name, kind in table.columns.items():
            try:
                row[name] = kind.fitted(given.get(name))
            except DoesNotFit as error:
                self.refused.append(f"{table.name}: {where}: {name}: {error}")
                return None
        return row

    def table_of_lines(self, table: Table, files: Sequence[Path]) -> None:
        """A table of JSON lines that fit, with their partition among the keys."""
        self._create(table)
        if files and any(file.stat().st_size for file in files):
            columns = ", ".join(f"'{name}': '{kind}'" for name, kind in table.duckdb_columns.items())
            self._run(
                f'INSERT INTO "{table.name}" SELECT * FROM read_json(?, columns = {{{columns}}}, '  # noqa: S608 - names of our own tables
                "format = 'newline_delimited', maximum_object_size = 16777216)",
                table.name,
                [[str(file) for file in files]],
            )

    def table_of_csv(self, table: Table, files: Iterable[Path]) -> None:
        """A table of CSV files with a header line, as Athena's OpenCSVSerde reads them.

        Columns count by place, a backslash escapes, and a cell ends with its line.
        """
        self._create(table)
        marks = ", ".join("?" for _ in table.columns)
        for file in files:
            for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]:
                row = next(csv.reader([line], escapechar="\\"), [])
                if row:
                    cells = [*row, *[None] * len(table.columns)][: len(table.columns)]
                    self._run(f'INSERT INTO "{table.name}" VALUES ({marks})', table.name, cells)  # noqa: S608 - names of our own tables

    def add_parquet(self, table: Table, files: Sequence[Path]) -> None:
        """Rows of Parquet files, as Firehose converts them; the hour of arrival is in their keys."""
        columns = ", ".join(f'"{name}"' for name in table.columns)
        hour = r"regexp_extract(filename, '(\d{4}/\d{2}/\d{2}/\d{2})/[^/]*$', 1)"
        self._run(
            f'INSERT INTO "{table.name}" SELECT {columns}, {hour} '  # noqa: S608 - names of our own tables
            "FROM read_parquet(?, filename = true, union_by_name = true)",
            table.name,
            [[str(file) for file in files]],
        )

    def view(self, view: View) -> None:
        """Create or replace a view in the current database, which it reads whatever comes later."""
        selected = dialect.to_duckdb(view.sql, view.name, self.current)
        self._run(f'CREATE OR REPLACE VIEW "{view.name}" AS {selected}', view.name)

    def columns_of(self, name: str) -> list[tuple[str, str]]:
        """Columns of a table or view of the current database, by name and DuckDB's type."""
        rows = self._run(f'DESCRIBE "{name}"', name).rows
        return [(row[0], row[1]) for row in rows]

    def query(self, sql: str) -> Result:
        """Rows of a query in Athena's dialect."""
        return self._run(dialect.to_duckdb(sql), "query")

    def _create(self, table: Table) -> None:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in table.duckdb_columns.items())
        self.connection.execute(f'CREATE OR REPLACE TABLE "{table.name}" ({columns})')

    def _run(self, sql: str, name: str, values: Sequence[Any] = ()) -> Result:
        try:
            self.connection.execute(sql, list(values))
            described = self.connection.description or []
            return Result([(column[0], str(column[1])) for column in described], self.connection.fetchall())
        except duckdb.Error as error:
            raise AnalyticsError(f"{name}: DuckDB refuses it: {error}") from error
