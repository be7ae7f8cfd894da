"""What the report should find, from what the steps know: who really was touched, when, and what they paid.

No table of the lake is read for it, and none of the views.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.sample import config
from analytics.sample.journeys import JOURNEYS
from analytics.sample.size import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from analytics.sample.size import Size


def find(connection: duckdb.DuckDBPyConnection, size: Size, sql: Callable[[str], str]) -> dict[str, Any]:
    """`counts`, `journeys` by name, and `last_touch` by name; what nobody explains is `(none)`."""
    half = size.numbers()["start"] + size.days // 2 * DAY
    connection.execute("SET VARIABLE half = ?", [half])
    connection.execute("SET VARIABLE rates = ?", [list(config.RATES)])
    connection.execute("SET VARIABLE skew = ?", [int(config.SETTINGS["clock_skew_seconds"]) * 1000])
    connection.execute(sql("conversions"))
    journeys = _by_name(connection, sql("journeys"))
    for journey in JOURNEYS:
        journeys[journey.name]["cost"] = round(config.in_euros(journey, size), 6)
    return {
        "from": size.first_day.isoformat(),
        "until": size.until.isoformat(),
        "seed": size.seed,
        "counts": _rows(connection, sql("counts"))[0],
        "journeys": journeys,
        "last_touch": _by_name(connection, sql("last_touch")),
    }


def _by_name(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, dict[str, Any]]:
    return {row.pop("name"): row for row in _rows(connection, sql)}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = connection.execute(sql)
    names = [name for name, *_ in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
