"""Athena's SQL on DuckDB.

sqlglot translates; what it leaves with another meaning is refused by `check`, so that a view that runs here
means the same there: see https://trino.io/docs/current/functions/math.html (integers divide to integers).
"""

from __future__ import annotations

import functools

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify_tables import qualify_tables

from analytics.errors import AnalyticsError

ATHENA, DUCKDB = "athena", "duckdb"

# Functions of Athena that sqlglot passes on as they are and DuckDB lacks.
MACROS = (
    """CREATE OR REPLACE MACRO from_base64url(text) AS
    from_base64(rpad(translate(text, '-_', '+/'), CAST((length(text) + 3) // 4 * 4 AS INTEGER), '='))""",
)


def parse(sql: str, name: str) -> exp.Expr:
    """One statement; `AnalyticsError` with the place where it is none."""
    try:
        return sqlglot.parse_one(sql, read=ATHENA)
    except sqlglot.ParseError as error:
        raise AnalyticsError(f"{name}: is not Athena SQL: {error}") from error


@functools.lru_cache(maxsize=512)
def to_duckdb(sql: str, name: str = "query", database: str | None = None) -> str:
    """The statement in DuckDB's dialect; with a database, unqualified tables are told to be of it."""
    statement = parse(sql, name)
    if database:
        statement = qualify_tables(statement, db=database, dialect=ATHENA)
    return statement.sql(dialect=DUCKDB)


def differences(statement: exp.Expr) -> list[str]:
    """What of a statement DuckDB and Athena understand differently."""
    divisions = [
        f"{division.sql(ATHENA)}: one side must be CAST(... AS double), or a literal such as 2e0"
        for division in statement.find_all(exp.Div)
        if not (_is_double(division.this) or _is_double(division.expression))
    ]
    casts = [
        f"{cast.sql(ATHENA)}: the engines round differently: floor() it first"
        for cast in statement.find_all(exp.Cast)
        if cast.to.this in _INTEGERS and _is_double(cast.this)
    ]
    return divisions + casts


_INTEGERS = {exp.DataType.Type.BIGINT, exp.DataType.Type.INT}


def _is_double(side: exp.Expr) -> bool:
    if isinstance(side, exp.Paren):
        return _is_double(side.this)
    if isinstance(side, exp.Cast):
        return bool(side.to.this == exp.DataType.Type.DOUBLE)
    if isinstance(side, exp.Mul | exp.Div | exp.Add | exp.Sub):
        return _is_double(side.this) or _is_double(side.expression)
    return isinstance(side, exp.Literal) and not side.is_string and "e" in side.this.lower()
