"""The arithmetic of what Athena would read, on a small lake."""

import dataclasses
import datetime as dt
import json

import duckdb
import pytest

from analytics import views
from analytics.sample.generate import generate
from analytics.sample.size import Size
from analytics.views import View
from benchmarks.analytics.__main__ import renewed
from benchmarks.analytics.child import SCAN
from benchmarks.analytics.reads import reads
from benchmarks.analytics.scanned import LEAST, Scan, Stored, scan, stored
from benchmarks.analytics.sizes import DAYS, DEFAULT_HISTORY, HISTORIES, Found
from benchmarks.analytics.tables import results
from tests.unit.benchmarks.runs import a_result, a_run

TIMES = {name: {"seconds": 1.0, "processor": 1.0} for name in (SCAN, "paths")}


def test_a_view_is_read_once_for_each_place_that_names_it():
    late = (
        "WITH t AS (SELECT event_id, event_timestamp FROM times) "
        "SELECT a.event_id FROM t AS a INNER JOIN t AS b ON a.event_timestamp = b.event_timestamp"
    )
    views = [View("times", "SELECT event_id, event_timestamp, datehour FROM app_events"), View("late", late)]
    columns = frozenset({"event_id", "event_timestamp"})
    assert reads("SELECT event_id FROM late", views) == [("app_events", columns)] * 2
    assert reads("SELECT event_id FROM times", views) == [("app_events", frozenset({"event_id"}))]


def test_unions_subqueries_and_fields_of_structs_are_seen():
    sql = (
        "SELECT username FROM ledger WHERE journey_id IN (SELECT journey FROM journey_costs) "
        "UNION ALL SELECT element_at(mail.tags, 'username')[1] FROM ses_event_db.ses_events"
    )
    assert dict(reads(sql, [])) == {
        "ledger": {"username", "journey_id"},
        "journey_costs": {"journey"},
        "ses_events": {"mail"},
    }


def test_a_query_pays_for_each_read_and_for_ten_megabytes_at_least():
    lake = Stored(days=2)
    lake.sizes.update({("ledger", "username"): 7_000_000, ("ledger", "kind"): 1, ("journey_costs", ""): 5})
    lake.objects.update({"ledger": 100, "journey_costs": 1})
    twice = scan([("ledger", frozenset({"username"}))] * 2 + [("journey_costs", frozenset({"cost"}))], lake)
    assert twice == Scan(reads=3, lists=2 * 48, objects=201, size=14_000_005), "CSV has no hours to list"
    assert twice.dollars == pytest.approx(14_000_005 * 5e-12 + 201 * 2 * 4e-7 + 96 * 5e-6)
    assert Scan(reads=1, lists=0, objects=0, size=1).dollars == pytest.approx(LEAST * 5e-12)


def test_hours_are_listed_whether_or_not_they_hold_objects():
    empty = scan([("app_events", frozenset({"event_id"}))], Stored(days=90))
    assert empty.dollars == pytest.approx(LEAST * 5e-12 + 90 * 24 * 5e-6)


def test_more_days_cost_as_much_more_but_not_the_least_of_a_query():
    small = Scan(reads=1, lists=24, objects=2, size=100)
    assert small.times(10) == Scan(reads=1, lists=240, objects=20, size=1000)
    assert small.times(10).dollars == pytest.approx(LEAST * 5e-12 + 240 * 5e-6 + 20 * 2 * 4e-7)


def test_row_has_the_charge_of_the_days_measured_and_of_the_default():
    whole = Scan(reads=2, lists=DAYS * 24 * 2, objects=0, size=9_000_000)
    found = Found(
        events=1,
        rows=1,
        made_seconds=None,
        megabytes=1.0,
        queries=TIMES,
        scans={"paths": dict.fromkeys(HISTORIES, whole)},
    )
    [_, scanned] = results([found])
    values = scanned.rows[0].values
    assert values["lists"] == 90 * 24 * 2
    assert values["charge, 90 days"] == pytest.approx(5e-5 + 90 * 24 * 2 * 5e-6)
    assert values["charge, 400 days"] == pytest.approx(40_000_000 * 5e-12 + 400 * 24 * 2 * 5e-6)
    assert set(values) == {column.name for column in scanned.columns}


def test_default_of_history_days_is_the_one_of_the_views():
    known = json.loads((views.FOLDER / "attribution" / "group.json").read_text())
    assert known["placeholders"]["history_days"] == str(DEFAULT_HISTORY)


def test_stored_bytes_are_those_of_the_footers_of_the_days_kept(tmp_path):
    generate(tmp_path / "lake", Size(events=1000, days=7, until=dt.date(2026, 3, 1)), "parquet")
    whole, part = (stored(tmp_path / "lake", days) for days in (7, 3))
    files = [str(path) for path in (tmp_path / "lake/attribution/events").rglob("*.parquet")]
    [(maps,)] = duckdb.execute(
        "SELECT sum(total_compressed_size) FROM parquet_metadata(?) WHERE path_in_schema LIKE 'attributes%'",
        [files],
    ).fetchall()
    assert whole.sizes["app_events", "attributes"] == maps
    assert whole.objects["app_events"] == len(files)
    assert 0 < part.sizes["app_events", "attributes"] < maps
    assert part.sizes["journey_costs", ""] == whole.sizes["journey_costs", ""] > 0


def test_writing_these_sections_leaves_the_others():
    run = a_run()
    new = dataclasses.replace(a_result(), name="analytics", title="New")
    once = renewed(run, [new])
    assert once.results == (*run.results, new)
    newer = dataclasses.replace(new, title="Newer")
    assert renewed(once, [newer]).results == (*run.results, newer)
    assert once.machine == run.machine
