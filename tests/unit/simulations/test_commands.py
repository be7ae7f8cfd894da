"""The three commands, on small scenarios."""

import json

import pytest

from simulations import __main__ as command
from simulations import cost, report, scenarios, show
from simulations.parameters import Blast, System
from simulations.scenarios import Scenario


def test_one_of_your_own_is_printed_and_written(capsys, tmp_path):
    file = tmp_path / "out.json"
    arguments = [
        "--audience",
        "3000",
        "--rate",
        "10",
        "--trigger",
        "everyone",
        "--shards-at-once",
        "1",
        "--json",
        str(file),
    ]
    assert command.main(arguments) == 0
    [row] = capsys.readouterr().out.splitlines()[2:]
    assert row.startswith("| yours | 3,600 |")
    [run] = json.loads(file.read_text())
    assert (run["blast"]["audience"], run["system"]["update_rate"], run["system"]["shards_at_once"]) == (
        3000,
        10,
        1,
    )
    assert run["outcome"]["settled"] == 6000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rate", "5"], "--update-rate is for one of your own: add --audience"),
        (["--audience", "0"], "audience must be a number from 1"),
        (["--audience", "10", "--rate", "26"], "update_rate must be a number from 0.1 to 25, not 26"),
        (["--audience", "10", "--shards-at-once", "9"], "shards_at_once"),
    ],
)
def test_wrong_arguments_are_named(capsys, arguments, said):
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_without_arguments_the_standard_scenarios_run(monkeypatch):
    seen = []
    monkeypatch.setattr(command, "run_all", lambda chosen: seen.extend(chosen) or [])
    monkeypatch.setattr(command, "table", lambda *_: "")
    command.main([])
    assert tuple(seen) == scenarios.STANDARD


def test_standard_names_are_unique():
    assert len({scenario.name for scenario in scenarios.STANDARD}) == len(scenarios.STANDARD)


def test_several_scenarios_come_back_in_order():
    pair = [Scenario(str(size), Blast(audience=size), System()) for size in (5000, 2000)]
    assert scenarios.run_all(pair) == [scenarios.run_one(scenario) for scenario in pair]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (7200, "2.0 h"), (172_800, "2.0 d")],
)
def test_durations_are_for_people(seconds, text):
    assert show.duration(seconds) == text


def test_cost_is_printed(capsys):
    assert cost.main(["--touches", "1000"]) == 0
    assert "1,000 touches" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cost.main(["--touches", "0"])
    assert "touches" in capsys.readouterr().err


def test_report_writes_between_the_markers_and_knows_stale_tables(monkeypatch, tmp_path, capsys):
    document = tmp_path / "docs" / "scale.md"
    document.parent.mkdir()
    document.write_text(
        "a\n<!-- BEGIN SIMULATION -->old<!-- END SIMULATION -->\nb\n<!-- BEGIN COST --><!-- END COST -->c"
    )
    monkeypatch.setattr(report, "DOCUMENT", document)
    monkeypatch.setattr(report, "REPOSITORY", tmp_path)
    monkeypatch.setattr(report, "STANDARD", [Scenario("small", Blast(audience=1000), System())])
    monkeypatch.setattr(report, "run_all", lambda: [scenarios.run_one(report.STANDARD[0])])
    assert report.main(["--check"]) == 1
    assert "old" in document.read_text()
    assert report.main([]) == 0
    written = document.read_text()
    assert "| small |" in written
    assert "old" not in written
    assert (written[0], written[-1]) == ("a", "c")
    assert report.main(["--check"]) == 0
    assert "docs/scale.md has stale tables" in capsys.readouterr().out
    monkeypatch.setattr(report, "STANDARD", [Scenario("small", Blast(audience=1001), System())])
    assert report.main(["--check"]) == 1


def test_report_simulates_nothing_anew_that_follows_from_the_same(monkeypatch):
    monkeypatch.setattr(report, "run_all", None)
    assert report.main(["--check"]) == 0


def test_lost_markers_are_named():
    with pytest.raises(ValueError, match="has no <!-- BEGIN COST -->"):
        report.filled("nothing", {"COST": "x"})
