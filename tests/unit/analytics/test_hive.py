"""Types of the lake's tables, and what fits them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import tables
from analytics.errors import AnalyticsError
from analytics.hive import DoesNotFit, parse

NESTED = "struct<tags:map<string,array<string>>,price:double,final:boolean>"


@pytest.mark.parametrize(
    ("text", "duckdb"),
    [
        ("string", "VARCHAR"),
        ("ARRAY<BIGINT>", "BIGINT[]"),
        ("map<string, array<string>>", "MAP(VARCHAR, VARCHAR[])"),
        (NESTED, 'STRUCT("tags" MAP(VARCHAR, VARCHAR[]), "price" DOUBLE, "final" BOOLEAN)'),
    ],
)
def test_a_type_has_its_name_in_duckdb(text, duckdb):
    assert parse(text).duckdb == duckdb


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text", "'text' is no type"),
        ("array<string", "not closed"),
        ("map<string>", "wrong number of types"),
        ("struct<a string>", "written name:type"),
        ("string>", "after the end"),
        ("", "'' is no type"),
    ],
)
def test_what_is_no_type_is_named(text, said):
    with pytest.raises(AnalyticsError, match=said):
        parse(text)


def test_a_record_is_read_as_the_serde_reads_it():
    given_value = {"TAGS": {"Campaign": ["Sale", 7]}, "price": "0.5", "Final": "TRUE", "unknown": object()}
    expected = {"tags": {"campaign": ["Sale", "7"]}, "price": 0.5, "final": True}
    assert parse(NESTED).fitted(given_value) == expected
    assert parse(NESTED).fitted({}) == {"tags": None, "price": None, "final": None}
    assert parse("string").fitted({"a": [1]}) == '{"a": [1]}'
    assert parse("bigint").fitted(None) is None


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("bigint", "soon", "no number"),
        ("bigint", 2**63, "beyond bigint"),
        ("int", -(2**31) - 1, "beyond int"),
        ("bigint", True, "bool where a number"),
        ("double", "nan", "not finite"),
        ("double", [], "list where a number"),
        ("boolean", "maybe", "where a boolean"),
        ("array<string>", {}, "dict where array"),
        ("map<string,string>", "x", "str where map"),
        (NESTED, [], "list where struct"),
    ],
)
def test_what_does_not_fit_is_said(kind, value, said):
    with pytest.raises(DoesNotFit, match=said):
        parse(kind).fitted(value)


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_stay_what_they_are(whole, broken):
    assert parse("bigint").fitted(str(whole)) == whole
    assert parse("double").fitted(broken) == broken


@pytest.mark.parametrize("name", tables.names())
def test_every_table_of_the_lake_can_be_read(name):
    found = tables.table(name)
    assert found.name == name
    assert found.prefix.endswith("/")
    assert found.columns
    assert all(column == column.lower() and column != tables.PARTITION for column in found.columns)
    if found.is_csv:  # OpenCSVSerde reads nothing else
        assert {kind.name for kind in found.columns.values()} == {"string"}
