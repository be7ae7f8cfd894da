"""CSV files: one per table, values as they are, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from analytics.report.numbers import missing

if TYPE_CHECKING:
    from pathlib import Path

    from analytics.report.table import Table

_DECIMALS = 6  # sums of binary fractions have an odd tail
# What a spreadsheet takes for the beginning of a formula:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:
    """A text is never a formula, and what is missing is empty; numbers and days stay as they are."""
    if missing(value):
        return ""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def write(table: Table, folder: Path) -> Path:
    """`<folder>/<name>.csv`, in UTF-8 with the mark that spreadsheets need to see it."""
    path = folder / f"{table.name}.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as target:
        writer = csv.writer(target)
        writer.writerow([column.key for column in table.columns])
        writer.writerows([cell(value) for value in row] for row in (*table.rows, *table.apart))
    return path
