"""Which columns of which tables a query reads, each time that it reads them.

Athena runs a view, or a part that `WITH` names, once for each place that reads it, and keeps no result
between them: the query is put in place of the name, says
https://trino.io/docs/current/sql/select.html#with-clause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from analytics import dialect, tables
from analytics.lake import ATTRIBUTION, MESSAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analytics.views import View

Read = tuple[str, frozenset[str]]  # a table, and the columns that are read of it at once


def reads(sql: str, views: Iterable[View]) -> list[Read]:
    """One entry per time that the query reads a table. Athena may leave out fields of a column; we do not."""
    bodies: dict[str, exp.Query | Callable[[], exp.Query]] = {
        view.name: _parsed(view.sql, view.name) for view in views
    }
    whole = exp.expand(_parsed(sql, "query"), bodies, dialect=dialect.ATHENA)
    known: dict[str, object] = {
        lake.database: {
            name: dict.fromkeys(tables.table(name).duckdb_columns, "varchar") for name in lake.tables
        }
        for lake in (ATTRIBUTION, *MESSAGES)
    }
    qualified = qualify(
        whole, dialect=dialect.ATHENA, schema=known, db=ATTRIBUTION.database, validate_qualify_columns=False
    )
    root = build_scope(pushdown_projections(qualified))
    assert root is not None
    return list(_of(root))


def _of(scope: Scope) -> Iterator[Read]:
    for part in (*scope.set_operation_scopes, *scope.subquery_scopes):
        yield from _of(part)
    for alias, (_, source) in scope.selected_sources.items():
        if isinstance(source, Scope):
            yield from _of(source)
        else:
            yield source.name, frozenset(column.name for column in scope.source_columns(alias))


def _parsed(sql: str, name: str) -> exp.Query:
    parsed = dialect.parse(sql, name)
    assert isinstance(parsed, exp.Query)
    return parsed
