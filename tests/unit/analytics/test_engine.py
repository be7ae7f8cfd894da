"""Tables and views in DuckDB, asked in Athena's SQL."""

import pytest

from analytics.engine import Engine
from analytics.errors import AnalyticsError
from analytics.tables import table
from analytics.views import View


@pytest.fixture
def engine():
    engine = Engine()
    engine.database("one")
    yield engine
    engine.close()


def test_what_fits_is_loaded_and_the_rest_is_named(engine):
    records = [{"event_id": "1", "metrics": {"value": 2}}, {"metrics": {"value": "much"}}, ["no object"]]
    engine.table_of_records(table("app_events"), records)
    assert engine.query("SELECT event_id, element_at(metrics, 'value') FROM app_events").rows == [("1", 2.0)]
    assert engine.refused == [
        "app_events: record 2: metrics: a text that is no number where a number is expected",
        "app_events: record 3: is no JSON object",
    ]


def test_a_record_says_when_it_arrived(engine):
    engine.table_of_records(
        table("app_events"), [{"datehour": "2026/05/06/07"}, {}], datehour="2026/01/01/00"
    )
    hours = engine.query("SELECT datehour FROM app_events ORDER BY 1").rows
    assert hours == [("2026/01/01/00",), ("2026/05/06/07",)]


def test_a_view_reads_its_own_database_whatever_is_current(engine):
    engine.table_of_records(table("app_events"), [{"event_id": "1"}])
    engine.view(View("ids", "WITH app AS (SELECT event_id FROM app_events) SELECT event_id FROM app"))
    engine.database("two")
    engine.table_of_records(table("app_events"), [])
    assert engine.query('SELECT event_id FROM "one"."ids"').dicts() == [{"event_id": "1"}]


def test_moments_are_utc(engine):
    sql = "SELECT CAST(from_iso8601_timestamp('2026-07-01T12:00:00+02:00') AS timestamp(3)) AS noon"
    assert str(engine.query(sql).rows[0][0]) == "2026-07-01 10:00:00"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("from_utf8(from_base64url('w6TDtg'))", "äö"),
        ("try_cast('x' AS double)", None),
        ("element_at(MAP(ARRAY['a'], ARRAY['b']), 'c')", None),
        ("starts_with('_email.send', '_email.')", True),
        ("array_join(ARRAY['a', 'b'], ' > ')", "a > b"),
    ],
)
def test_athenas_functions_do_here_what_they_do_there(engine, sql, value):
    assert engine.query(f"SELECT {sql}").rows == [(value,)]


def test_an_error_names_the_view(engine):
    with pytest.raises(AnalyticsError, match=r"broken: DuckDB refuses it: .*nowhere"):
        engine.view(View("broken", "SELECT a FROM nowhere"))
    with pytest.raises(AnalyticsError, match="worse: is not Athena SQL"):
        engine.view(View("worse", "SELECT FROM WHERE"))


def test_csv_is_read_by_place_and_short_lines_are_filled(engine, tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text('\ufeffjourney,day,cost\n"Sale, big",2026-01-01,5\n\n', encoding="utf-8")
    engine.table_of_csv(table("journey_costs"), [file])
    rows = engine.query("SELECT journey, day, cost, currency, note FROM journey_costs").rows
    assert rows == [("Sale, big", "2026-01-01", "5", None, None)]


def test_csv_ends_a_cell_with_its_line_and_a_backslash_escapes(engine, tmp_path):
    """As OpenCSVSerde does: https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html."""
    file = tmp_path / "costs.csv"
    file.write_text('journey,day\n"a \\" b",2026-01-01\n"two\nlines",2026-01-02\n')
    engine.table_of_csv(table("journey_costs"), [file])
    rows = engine.query("SELECT journey, day FROM journey_costs").rows
    assert rows == [('a " b', "2026-01-01"), ("two", None), ('lines"', "2026-01-02")]
