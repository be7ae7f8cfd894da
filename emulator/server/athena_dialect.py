"""Athena runs the statements in its own dialect, over Glue's tables and views as they are declared.

MiniStack hands the statement to DuckDB as it is, so most functions of Athena fail, Glue's column types are
not kept, and views are not read. Here the product's engine runs it (`analytics.engine`): JSON that does not
fit a column is left out, the hour of arrival comes from the key, views are decoded from what Glue holds. Only
SELECT is taken over; what else there is stays MiniStack's.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import asyncio
import base64
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

# What a query may answer though no view may show it.
_OF_QUERIES = {"INTEGER": "integer", "HUGEINT": "bigint"}
_VIEW = re.compile(r"/\* Presto View: (?P<definition>[A-Za-z0-9+/=]+) \*/")


def install() -> None:
    from ministack.services import athena

    run = athena._run_duckdb

    async def run_select(query: str, database: str, catalog: str | None = None) -> Any:
        if not re.match(r"\s*(--[^\n]*\n\s*)*(SELECT|WITH)\b", query, re.IGNORECASE):
            return await run(query, database, catalog)
        return await asyncio.to_thread(_answer, query, database)

    athena._run_duckdb = run_select


def _answer(query: str, database: str) -> dict[str, Any]:
    from analytics.columns import trino
    from analytics.engine import Engine

    engine = Engine()
    try:
        _provide(engine, _tables_of(query, database), set())
        engine.database(database)
        result = engine.query(query)
    finally:
        engine.close()
    return {
        "columns": [name for name, _ in result.columns],
        "column_types": [
            _OF_QUERIES.get(kind) or trino(kind).partition("(")[0] for _, kind in result.columns
        ],
        "rows": [list(row) for row in result.rows],
    }


def _provide(engine: Any, wanted: list[tuple[str, str]], known: set[tuple[str, str]]) -> None:
    """The tables and views in the engine, each after what it reads."""
    from ministack.services import glue

    from analytics.views import View

    for database, name in wanted:
        if (database, name) in known:
            continue
        known.add((database, name))
        declared = glue._tables.get(f"{database}/{name}")
        if declared is None:
            continue  # the engine says what is missing
        view = _VIEW.match(declared.get("ViewOriginalText") or "")
        if view:
            sql = json.loads(base64.b64decode(view["definition"]))["originalSql"]
            _provide(engine, _tables_of(sql, database), known)
            engine.database(database)
            engine.view(View(name, sql))
        else:
            engine.database(database)
            _load(engine, name, declared)


def _load(engine: Any, name: str, declared: dict[str, Any]) -> None:
    from ministack.services import athena

    from analytics.hive import parse
    from analytics.lake import load
    from analytics.tables import Table

    storage = declared["StorageDescriptor"]
    table = Table(
        name=name,
        prefix="",
        partitioned=bool(declared.get("PartitionKeys")),
        is_csv="OpenCSVSerde" in storage["SerdeInfo"]["SerializationLibrary"],
        columns={column["Name"]: parse(column["Type"]) for column in storage["Columns"]},
    )
    folders: list[str] = []
    try:
        athena._materialize_table_files(storage["Location"], folders)
        with tempfile.TemporaryDirectory() as scratch:
            load(engine, table, Path(folders[0]) if folders else Path(scratch, "nothing"), Path(scratch))
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def _tables_of(sql: str, database: str) -> list[tuple[str, str]]:
    """Database and name of everything that a statement reads, in a fixed order."""
    from sqlglot import exp

    from analytics import dialect

    found = dialect.parse(sql, "query").find_all(exp.Table)
    return sorted({(table.db or database, table.name) for table in found})
