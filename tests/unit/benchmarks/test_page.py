import json

import pytest

from benchmarks.__main__ import parse
from benchmarks.archive import VERSION, as_json, read
from benchmarks.catalogue import BENCHMARKS
from benchmarks.page import DATA, PAGE, PICTURE, WIDTH, render
from benchmarks.plot import PANELS
from tests.unit.benchmarks.runs import a_run


def test_run_survives_json(tmp_path):
    file = tmp_path / "run.json"
    file.write_text(as_json(a_run()))
    assert read(file) == a_run()


def test_shape_has_a_version_and_says_what_it_was_measured_on():
    found = json.loads(as_json(a_run()))
    assert found["version"] == VERSION
    assert {"processors", "python", "ministack", "boto3", "terraform", "aws_provider", "date"} <= {
        *found["machine"]
    }
    assert found["results"][0]["rows"][0] == {"name": "50", "values": {"touches": 1234.5, "share": 0.75}}


def test_other_version_is_refused_with_what_to_do(tmp_path):
    file = tmp_path / "old.json"
    file.write_text(json.dumps({"version": VERSION + 1}))
    with pytest.raises(ValueError, match="--write"):
        read(file)


def test_page_shows_tables_targets_and_baseline():
    page = render(a_run())
    assert "| 50 | 1,234 | 0.75 |" in page
    assert "| none | - | - |" in page
    assert "| Tagging throughput: share | at least 0.70 | 0.60 | **no** |" in page
    assert "Baseline: the raw update." in page


def test_smoke_run_says_so():
    warning = "not for quoting"
    assert warning in render(a_run(quick=True))
    assert "| at least 0.70 | 0.60 | not judged |" in render(a_run(quick=True))
    assert warning not in render(a_run())


def test_committed_page_is_what_the_data_renders_to():
    assert PAGE.read_text() == render(read(DATA)), "run `python -m benchmarks.page`"
    assert PICTURE.is_file()


def test_prose_of_the_page_fits_the_width():
    prose = [line for line in PAGE.read_text().splitlines() if not line.startswith("|")]
    assert [line for line in prose if len(line) > WIDTH] == []


def test_pictures_are_of_results_that_exist():
    assert set(PANELS) <= {result.name for result in read(DATA).results}


@pytest.mark.parametrize(
    "arguments", [["--write", "--only", "tagging"], ["--only", "nothing"]], ids=["write", "only"]
)
def test_options_that_do_not_fit_end_the_program(arguments, capsys):
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "--only" in capsys.readouterr().err


def test_each_benchmark_can_be_chosen():
    for name in BENCHMARKS:
        assert parse(["--only", name]).only == [name]
