"""Writes views/<group>/columns.json: the columns of each view, which Glue has to be told.

    python -m analytics.columns [--check]

A group is a folder with group.json: its database, the tables of it and of other databases that its views
read, and the placeholders with values that fit those.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from analytics import dialect, views
from analytics.engine import Engine
from analytics.errors import AnalyticsError
from analytics.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "columns.json"
REMEDY = "run python -m analytics.columns and commit the result"
# Types of which either engine knows what the other means. Others must be cast in the view.
_TRINO = {
    "VARCHAR": "varchar",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp(3)",
    "TIMESTAMP_MS": "timestamp(3)",
}


def trino(kind: str) -> str:
    """DuckDB's name of a type -> Trino's; `AnalyticsError` for one that a view must not show."""
    if kind in _TRINO:
        return _TRINO[kind]
    if kind.endswith("[]"):
        return f"array({trino(kind[:-2])})"
    if pair := re.fullmatch(r"MAP\((\w+), (.+)\)", kind):
        return f"map({trino(pair[1])}, {trino(pair[2])})"
    raise AnalyticsError(f"{kind} differs between the engines: cast the column to a type of {sorted(_TRINO)}")


def engine_of(group: str) -> tuple[Engine, list[views.View]]:
    """An engine with the group's tables, empty, and its views; and the views in order."""
    about = json.loads((views.FOLDER / group / "group.json").read_text())
    engine = Engine()
    databases: dict[str, list[str]] = {**about.get("foreign_tables", {}), about["database"]: about["tables"]}
    for database, names in databases.items():
        engine.database(database)
        for name in names:
            engine.table_of_records(table(name), [])
    engine.database(about["database"])
    found = views.group(group, about.get("placeholders", {}), about.get("message_lakes", ()))
    for view in found:
        engine.view(view)
    return engine, found


def columns(group: str) -> dict[str, list[dict[str, str]]]:
    """View -> its columns, by name and Trino type; `AnalyticsError` names the view that cannot be told."""
    engine, found = engine_of(group)
    described: dict[str, list[dict[str, str]]] = {}
    for view in sorted(found, key=lambda view: view.name):
        if wrong := dialect.differences(dialect.parse(view.sql, view.name)):
            raise AnalyticsError(f"{group}/{view.name}.sql: {'; '.join(wrong)}")
        try:
            described[view.name] = [
                {"name": name, "type": trino(kind)} for name, kind in engine.columns_of(view.name)
            ]
        except AnalyticsError as error:
            raise AnalyticsError(f"{group}/{view.name}.sql: {error}") from error
    engine.close()
    return described


def as_text(described: dict[str, Any]) -> str:
    """JSON with a line for each column, so that a change is one line of a diff."""
    blocks = []
    for view, listed in described.items():
        lines = ",\n".join(f"    {json.dumps(column)}" for column in listed)
        blocks.append(f"  {json.dumps(view)}: [\n{lines}\n  ]")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def groups() -> list[Path]:
    """The folders of views."""
    return sorted(path.parent for path in views.FOLDER.glob("*/group.json"))


def main(arguments: Sequence[str]) -> int:
    """Write, or with --check compare; 1 where something is stale or cannot be told."""
    stale = []
    try:
        for folder in groups():
            text, file = as_text(columns(folder.name)), folder / FILE
            if "--check" not in arguments:
                file.write_text(text)
            elif not file.is_file() or file.read_text() != text:
                stale.append(f"{folder.name}/{FILE}")
    except AnalyticsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name in stale:
        sys.stderr.write(f"analytics/views/{name} is stale: {REMEDY}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
