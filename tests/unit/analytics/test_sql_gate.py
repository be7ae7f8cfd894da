"""Every view is one statement of Athena's SQL that means the same on DuckDB, with its columns and its order.

Layout and names are sqlfluff's, which `make check` runs; here only that its rules bite.
"""

import re

import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from sqlglot import exp

from analytics import dialect, views

FILES = sorted(views.FOLDER.rglob("*.sql"))
# Trino has them and DuckDB lacks them or does something else: https://trino.io/docs/current/functions.html
APART = {"map_agg", "format_datetime", "at_timezone", "url_extract_host", "approx_quantile", "is_finite"}
# https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html: those that could name a column
RESERVED = {
    "end",
    "for",
    "group",
    "grouping",
    "into",
    "natural",
    "order",
    "outer",
    "prepare",
    "skip",
    "table",
    "values",
}
ORDERED = (exp.RowNumber, exp.Lead, exp.Lag, exp.FirstValue, exp.LastValue)


def faults(text):
    """What is wrong with the text of a view."""
    try:
        statements = sqlglot.parse(re.sub(r"\$\{(\w+)\}", r"\1", text), read=dialect.ATHENA)
    except sqlglot.ParseError as error:
        return [f"is not Athena's SQL: {error}"]
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return ["is not one SELECT"]
    (statement,) = statements
    return [
        *columns(statement),
        *functions(statement),
        *order(statement),
        *dialect.differences(statement),
        *head(text),
    ]


def head(text):
    return [] if text.startswith("-- ") else ["begins without a comment that says what one row is"]


def columns(statement):
    for found in statement.find_all(exp.Identifier):
        if found.name.lower() in RESERVED and not found.quoted:
            yield f"{found.name}: is a reserved word; take another name"
    if any(found.is_star for select in statement.find_all(exp.Select) for found in select.expressions):
        yield "SELECT *: name the columns, Glue keeps a list of them"


def functions(statement):
    for found in statement.find_all(exp.Func):
        name = found.name if isinstance(found, exp.Anonymous) else found.sql_name()
        if name.lower() in APART:
            yield f"{name}: the engines differ"
    for found in statement.find_all(exp.DateAdd):
        if found.unit.name == "MILLISECOND":
            # io.trino.operator.scalar.timestamp.DateAdd: more than an int is an error.
            yield f"{found.sql()}: Athena adds an int at most; take from_unixtime(... / 1e3)"
    for found in statement.find_all(exp.Like):
        if "_" in found.expression.name.replace("\\_", ""):
            yield f"{found.sql()}: _ stands for any character; take starts_with"
    for found in statement.find_all(exp.Bracket):
        if any(key.is_string for key in found.expressions) and not found.args.get(
            "safe"
        ):  # element_at is safe
            yield f"{found.sql()}: fails in Athena where the key is missing; take element_at"


def order(statement):
    """Without an order the engine picks any row: another one each time."""
    for found in statement.find_all(exp.Window):
        if isinstance(found.this, ORDERED) and not found.args.get("order"):
            yield f"{found.sql()}: has no ORDER BY"
    if statement.find(exp.Limit):
        yield "LIMIT: a view leaves that to its reader"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_view_is_sound(path):
    assert faults(path.read_text()) == []


BAD = {
    "SELEC a FROM t": "not Athena's SQL",
    "SELECT a FROM t; SELECT b FROM t": "not one SELECT",
    "CREATE VIEW v AS SELECT a FROM t": "not one SELECT",
    "SELECT * FROM t": "SELECT *",
    "WITH w AS (SELECT t.* FROM t) SELECT a FROM w": "SELECT *",
    "SELECT a AS skip FROM t": "reserved word",
    "SELECT format_datetime(a, 'y') AS b FROM t": "the engines differ",
    "SELECT approx_percentile(a, 0.5) AS b FROM t": "the engines differ",
    "SELECT is_finite(a) AS b FROM t": "the engines differ",
    "SELECT a FROM t WHERE a LIKE '_email.%'": "starts_with",
    "SELECT m['k'] AS a FROM t": "element_at",
    "SELECT date_add('millisecond', a, timestamp '1970-01-01 00:00:00') AS b FROM t": "from_unixtime",
    "SELECT row_number() OVER (PARTITION BY a) AS b FROM t": "has no ORDER BY",
    "SELECT a FROM t LIMIT 1": "LIMIT",
    "SELECT a / b AS c FROM t": "CAST(... AS double)",
    "SELECT CAST(2e0 * a AS bigint) AS c FROM t": "round differently",
}


@pytest.mark.parametrize("sql", BAD)
def test_the_gate_bites(sql):
    assert any(BAD[sql] in fault for fault in faults(f"-- One row per a.\n{sql}\n"))


def test_the_gate_wants_a_comment_and_lets_pass_what_is_sound():
    assert faults("SELECT a FROM t") == ["begins without a comment that says what one row is"]
    assert faults("-- One row per a.\nSELECT a, count(*) AS b FROM t WHERE a LIKE 'x%' GROUP BY a\n") == []


def test_sqlfluffs_rules_bite():
    linter = Linter(config=FluffConfig.from_root())
    found = {
        sql: {violation.rule_code() for violation in linter.lint_string(sql).get_violations()}
        for sql in (
            "SELECT\n    a,\n    b\nFROM ${ses_database}.t\n",
            "select a, b\nFROM t\n",
            "SELECT FROM WHERE\n",
        )
    }
    assert list(found.values()) == [set(), {"CP01", "LT09"}, {"PRS", "LT02"}]
