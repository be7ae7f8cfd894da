"""A folder as `aws s3 sync` gives it."""

import gzip
import json
from pathlib import Path

import pytest

from analytics import lake, views
from analytics.engine import Engine
from analytics.errors import AnalyticsError
from analytics.tables import table


@pytest.fixture
def hour(tmp_path):
    folder = tmp_path / "events" / "2026" / "03" / "04" / "05"
    folder.mkdir(parents=True)
    return folder


def loaded(root, scratch):
    engine = Engine()
    engine.database("one")
    lake.load(engine, table("app_events"), root, scratch)
    ids = engine.query("SELECT event_id, datehour FROM app_events ORDER BY 1").rows
    return ids, engine.refused


def test_lines_zipped_lines_and_parquet_are_one_table(hour, tmp_path):
    (hour / "no-suffix").write_text('{"event_id": "1"}\n\n{"event_id": "2"}\n')
    (hour / "zipped.gz").write_bytes(gzip.compress(b'{"event_id": "3"}'))
    engine = Engine()
    engine.table_of_records(table("app_events"), [{"event_id": "4", "attributes": {"campaign": "Sale"}}])
    engine.connection.execute(
        f"COPY (SELECT * EXCLUDE datehour FROM app_events) TO '{hour}/a.parquet' (FORMAT PARQUET)"
    )
    rows, refused = loaded(tmp_path / "events", tmp_path)
    assert rows == [(number, "2026/03/04/05") for number in "1234"]
    assert refused == []


def test_a_broken_line_is_named_and_loses_nothing_else(hour, tmp_path):
    lines = [
        '{"event_id": "1"}',
        "{broken",
        '{"event_id": "2", "event_timestamp": "soon"}',
        '{"event_id": "3"}',
    ]
    (hour / "lines").write_text("\n".join(lines))
    rows, refused = loaded(tmp_path / "events", tmp_path)
    assert [row[0] for row in rows] == ["1", "3"]
    assert refused == [
        "app_events: lines line 2: is not JSON",
        "app_events: lines line 3: event_timestamp: a text that is no number where a number is expected",
    ]


def test_a_broken_file_is_named_and_loses_nothing_else(hour, tmp_path):
    (hour / "broken.gz").write_bytes(gzip.compress(b'{"event_id": "1"}')[:-6])
    (hour / "whole").write_text('{"event_id": "2"}')
    rows, refused = loaded(tmp_path / "events", tmp_path)
    assert [row[0] for row in rows] == ["2"]
    assert refused[0].startswith("app_events: broken.gz: cannot be read, sync it again: ")


def test_a_broken_parquet_file_is_named(hour, tmp_path):
    (hour / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(AnalyticsError, match=r"(?s)app_events: DuckDB refuses it: .*broken\.parquet"):
        loaded(tmp_path / "events", tmp_path)


def test_hidden_files_are_not_there(hour, tmp_path):
    (tmp_path / "events" / ".DS_Store").write_bytes(b"\0")
    (hour / "_SUCCESS").write_text("not JSON")
    assert loaded(tmp_path / "events", tmp_path) == ([], [])


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "ann's lake" / "2026/03/04/05"
    folder.mkdir(parents=True)
    (folder / "lines").write_text('{"event_id": "1"}')
    assert loaded(tmp_path / "ann's lake", tmp_path / "ann's lake")[0] == [("1", "2026/03/04/05")]


@pytest.mark.parametrize("name", ["stray", "stray.parquet"])
def test_an_object_outside_of_the_hours_is_named(tmp_path, name):
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / name).write_text("{}")
    with pytest.raises(AnalyticsError, match=r"stray.*: lies in no hour"):
        loaded(tmp_path / "events", tmp_path)


def test_a_folder_that_is_no_lake_is_named(tmp_path):
    with pytest.raises(AnalyticsError, match="has no folder 'attribution'"):
        lake.open_folder(tmp_path, {})


def test_a_group_puts_each_view_after_what_it_reads():
    first, second = views.View("a", "SELECT 1 AS x FROM b"), views.View("b", "SELECT 1 AS x FROM z.a")
    assert [view.name for view in views.in_order([first, second])] == ["b", "a"]
    with pytest.raises(AnalyticsError, match="in a circle"):
        views.in_order([first, views.View("b", "SELECT 1 AS x FROM a")])


@pytest.fixture
def group(tmp_path, monkeypatch):
    monkeypatch.setattr(views, "FOLDER", tmp_path)
    folder = Path(tmp_path, "group")
    folder.mkdir()
    return folder


def test_placeholders_are_filled_and_an_unknown_one_is_named(group):
    (group / "one.sql").write_text("SELECT 1 AS x FROM ${other}.things")
    assert views.group("group", {"other": "db"})[0].sql.endswith("FROM db.things")
    with pytest.raises(AnalyticsError, match=r"group/one.sql: the placeholder 'other' has no value"):
        views.group("group", {})


def test_messages_come_from_the_lakes_that_there_are(group):
    for part in ("none", "ses", "sms"):
        (group / f"message_events_{part}.sql").write_text(f"SELECT '{part}' AS part")
    (group / "funnel.sql").write_text("SELECT part FROM message_events")
    assert [view.name for view in views.group("group", {})] == ["message_events", "funnel"]
    engine = Engine()
    for lakes, found in (((), ["none"]), (("ses", "sms"), ["ses", "sms"])):
        for view in views.group("group", {}, lakes):
            engine.view(view)
        assert [row[0] for row in engine.query("SELECT part FROM funnel ORDER BY 1").rows] == found


def test_columns_are_written_and_a_stale_file_is_named(group, monkeypatch, capsys):
    from analytics import columns

    (group / "group.json").write_text(json.dumps({"database": "db", "tables": ["app_events"]}))
    (group / "one.sql").write_text(
        "SELECT event_id, attributes, ARRAY[event_timestamp] AS moments FROM app_events"
    )
    assert columns.main(["--check"]) == 1
    assert "analytics/views/group/columns.json is stale" in capsys.readouterr().err
    assert columns.main([]) == 0
    assert columns.main(["--check"]) == 0
    assert json.loads((group / "columns.json").read_text()) == {
        "one": [
            {"name": "event_id", "type": "varchar"},
            {"name": "attributes", "type": "map(varchar, varchar)"},
            {"name": "moments", "type": "array(bigint)"},
        ]
    }


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT sum(event_timestamp) AS total FROM app_events", "HUGEINT differs between the engines"),
        ("SELECT event_timestamp / 2 AS half FROM app_events", "one side must be CAST"),
        ("SELECT CAST(element_at(metrics, 'a') * 1e0 AS bigint) AS whole FROM app_events", "floor"),
        ("SELECT nothing AS x FROM app_events", "one: DuckDB refuses it"),
    ],
)
def test_what_the_engines_would_understand_differently_is_refused(group, capsys, sql, said):
    from analytics import columns

    (group / "group.json").write_text(json.dumps({"database": "db", "tables": ["app_events"]}))
    (group / "one.sql").write_text(sql)
    assert columns.main([]) == 1
    assert said in capsys.readouterr().err
