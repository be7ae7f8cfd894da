import argparse
import datetime as dt

import pytest

from analytics.errors import AnalyticsError
from analytics.sample import command


@pytest.fixture
def asked(monkeypatch):
    """What the command asks for, in place of making it."""
    calls = []
    monkeypatch.setattr(command, "generate", lambda *given: calls.append(given[:3]))
    return calls


def run(*arguments):
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    options = parser.parse_args(["sample", *map(str, arguments)])
    return options.run(options)


def test_it_says_what_it_wrote(tmp_path, asked, capsys):
    assert run(tmp_path, "--events", 2000, "--until", "2026-03-01", "--seed", 5, "--days", 8) == 0
    [(folder, size, form)] = asked
    assert (folder, size.events, size.until, size.seed, size.days, form) == (
        tmp_path, 2000, dt.date(2026, 3, 1), 5, 8, "json",
    )  # fmt: skip
    assert "2,000 events" in capsys.readouterr().out


def test_a_large_lake_is_parquet_unless_told_otherwise(tmp_path, asked):
    run(tmp_path, "--events", 100_001)
    run(tmp_path, "--events", 100_001, "--as", "json")
    run(tmp_path, "--events", 2000, "--as", "parquet")
    assert [form for _, _, form in asked] == ["parquet", "json", "parquet"]
    assert abs(asked[0][1].until - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(days=1)


def test_a_day_that_is_none_is_refused(tmp_path, asked):
    with pytest.raises(AnalyticsError, match=r"--until 'soon': is no day; write it as yyyy-mm-dd"):
        run(tmp_path, "--until", "soon")
    assert asked == []
