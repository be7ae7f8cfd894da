import datetime as dt
import re

import duckdb
import pytest

from analytics import tables
from analytics.errors import AnalyticsError
from analytics.lake import ATTRIBUTION
from analytics.sample.generate import generate
from analytics.sample.journeys import JOURNEYS
from analytics.sample.size import LENGTHS, Size
from attribution.sources.shared.tag_values import decoded

SMALL = {"events": 1000, "days": 7, "until": dt.date(2026, 3, 1)}


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "lake"
    generate(folder, Size(**SMALL), "json")
    return folder


def test_same_seed_writes_the_same_bytes_and_another_seed_others(small, tmp_path):
    generate(tmp_path / "again", Size(**SMALL), "json")
    generate(tmp_path / "other", Size(**SMALL, seed=2), "json")
    assert contents(small) == contents(tmp_path / "again") != contents(tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "other"]  # no scratch is left


def test_objects_lie_in_their_hour_and_all_records_fit(lake):
    assert lake.engine.refused == []
    records = [
        path for path in lake.folder.rglob("*") if path.suffix == ".json" and path.name != "truth.json"
    ]
    key = re.compile(r"(attribution/(ledger|events)|(ses|sms)/events)/2026/0[23]/\d{2}/\d{2}/part-0\.json")
    assert [path for path in records if not key.fullmatch(str(path.relative_to(lake.folder)))] == []
    assert len(records) > 4 * 7


def test_parquet_holds_what_json_holds(small, tmp_path):
    generate(tmp_path / "parquet", Size(**SMALL), "parquet")
    for name in ("ledger", "app_events"):
        table = tables.table(name)
        columns = {column: kind.duckdb for column, kind in table.columns.items()}
        place = f"{ATTRIBUTION.folder}/{table.prefix}*/*/*/*/"
        parquet = duckdb.sql(f"FROM read_parquet('{tmp_path}/parquet/{place}*.parquet')")
        json = duckdb.read_json(f"{small}/{place}*.json", columns=columns)
        assert dict(zip(parquet.columns, map(str, parquet.types), strict=True)) == columns
        assert sorted(map(str, parquet.fetchall())) == sorted(map(str, json.fetchall())) != []


def test_ledger_is_that_of_a_table_with_one_item_per_user(lake):
    rows = lake.rows(
        "SELECT DISTINCT entry_id, kind, recorded_at, username, journey_id, touched_at, expires_at, "
        "previous_journey_id, previous_touched_at, previous_expires_at, sequence_number "
        "FROM ledger ORDER BY sequence_number"
    )
    held = {}
    for row in rows:
        before = held.get(row["username"])
        item = (row["journey_id"], row["touched_at"], row["expires_at"])
        if row["kind"] in ("expiry", "removal"):
            assert item == before
            assert (row["recorded_at"] >= row["expires_at"] * 1000) == (row["kind"] == "expiry")
            del held[row["username"]]
            continue
        assert before is None or row["touched_at"] > before[1]
        running = before is not None and row["touched_at"] < before[2] * 1000
        previous = (row["previous_journey_id"], row["previous_touched_at"], row["previous_expires_at"])
        assert previous == (before if running else (None, None, None))
        same = running and before[0] == row["journey_id"]
        assert row["kind"] == ("repeat" if same else "replacement" if running else "touch")
        held[row["username"]] = item
    counts = lake.truth["counts"]
    assert len(rows) == counts["touches"] + counts["expiries"] + counts["removals"]
    assert {row["kind"] for row in rows} == {"touch", "repeat", "replacement", "expiry", "removal"}


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(AnalyticsError, match="is not empty; name a new folder"):
        generate(tmp_path, Size(**SMALL), "json")


def test_tags_are_what_the_sources_read():
    assert [decoded(journey.tag) for journey in JOURNEYS] == [journey.name for journey in JOURNEYS]
    assert any(journey.tag != journey.name for journey in JOURNEYS)


def test_journeys_share_all_messages_and_sessions_all_events():
    assert sum(journey.size for journey in JOURNEYS) == 100
    assert Size(**SMALL).numbers()["sessions"] == 16 * len(LENGTHS)  # 15 rounds of 64 events, and a part


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"events": 999}, "at least 1000"), ({"days": 6}, "at least 7")],
    ids=["events", "days"],
)
def test_too_little_is_refused(changed, says):
    with pytest.raises(AnalyticsError, match=says):
        Size(**SMALL | changed)
