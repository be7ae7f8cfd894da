"""`python -m analytics report`: what is written, exit codes, and messages that say what to do."""

import signal
import threading

import boto3
import pytest
from rich.console import Console

from analytics import local
from analytics.__main__ import main
from analytics.engine import Result
from analytics.errors import AnalyticsError
from analytics.report import command
from analytics.report.period import Period
from analytics.report.questions import QUESTIONS, ask, texts
from analytics.report.show import Watching
from analytics.source import Progress
from tests.unit.analytics.report import hand_made


def test_empty_lake_still_gets_a_page(tmp_path, capsys):
    lake = hand_made.write(tmp_path / "lake", touches=[], events=[], emails=[], conversions=[], costs=[])
    assert main(["report", "--local", str(lake), "--out", str(tmp_path / "new" / "out")]) == 0
    said = capsys.readouterr()
    assert "note: The lake is empty" in " ".join(said.err.split())
    written = said.out.split()
    assert written[0] == str(tmp_path / "new" / "out" / "report.html")
    assert "The lake is empty" in (tmp_path / "new" / "out" / "report.html").read_text()
    assert sorted(written) == sorted(str(path) for path in (tmp_path / "new" / "out").iterdir())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--local", "nowhere"], "--local nowhere: is no folder"),
        (["--local", ".", "--database", "analytics"], "--database belongs to --athena"),
        (["--athena", "shop"], "--athena needs --database"),
        (["--local", ".", "--from", "2026-2-1"], "--from '2026-2-1': is no day: write it as 2026-01-31"),
        (["--local", ".", "--to", "2026-02-30"], "--to '2026-02-30': is no day"),
        (["--local", ".", "--from", "2026-01-01' OR 1=1"], "is no day"),
        (
            ["--local", ".", "--from", "2026-03-02", "--to", "2026-03-01"],
            "is after --to 2026-03-01: swap them",
        ),
    ],
)
def test_wrong_use(options, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["report", *options]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "options", [[], ["--local", ".", "--athena", "shop"], ["--local", ".", "--model", "best"]]
)
def test_options(options):
    with pytest.raises(SystemExit) as stopped:
        main(["report", *options])
    assert stopped.value.code == 2


def test_folder_that_is_no_lake(tmp_path, capsys):
    assert main(["report", "--local", str(tmp_path)]) == 1
    assert "sync the bucket of journey-analytics into it" in capsys.readouterr().err


def test_no_credentials(monkeypatch, capsys):
    monkeypatch.setattr(boto3.Session, "get_credentials", lambda _: None)
    assert main(["report", "--athena", "shop", "--database", "analytics", "--region", "eu-west-1"]) == 2
    assert "no AWS credentials: give --profile" in capsys.readouterr().err


def test_place_that_cannot_be_written(tmp_path, report):
    (tmp_path / "file").write_text("")
    with pytest.raises(command.WrongUse, match=r"--out .*file"):
        command._written(report, tmp_path / "file")


def test_questions_take_the_period_as_literals():
    sql = texts(Period(), "linear")
    assert tuple(sql) == QUESTIONS
    assert "BETWEEN DATE '1970-01-01' AND DATE '9999-12-31'" in sql["journeys"]
    assert "model = 'linear'" in sql["revenue_by_day"]
    assert "${" not in "".join(sql.values())


class Source:
    """Answers with its question; `broken` fails, all others then wait to be stopped."""

    at_once, name = 3, "a double"

    def __init__(self, broken=None, left=()):
        self.broken, self.left, self.stopped = broken, list(left), threading.Event()
        self.asked = []

    def query(self, name, sql, told):
        self.asked.append(name)
        told(Progress("RUNNING", 10))
        if self.broken == "interrupted" and name == "b":
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        if self.broken == name:
            raise AnalyticsError(f"{name}: broken")
        if self.broken:
            assert self.stopped.wait(60)
            raise AnalyticsError("stopped")
        told(Progress("SUCCEEDED", 20))
        return Result([("name", "varchar")], [(name,)])

    def stop(self):
        self.stopped.set()
        return self.left


SQL = dict.fromkeys("abcdef", "SELECT 1")


def test_answers_by_question():
    told = []
    asked = ask(Source(), SQL, lambda name, progress: told.append((name, progress.state)))
    assert asked.answers == {name: [{"name": name}] for name in SQL}
    assert asked.failed == {}
    assert sorted(told) == sorted((name, state) for name in SQL for state in ("RUNNING", "SUCCEEDED"))


def test_first_failure_stops_the_others_and_starts_no_more():
    source = Source(broken="b", left=["q1 still runs"])
    with pytest.raises(AnalyticsError, match="b: broken") as failed:
        ask(source, SQL, lambda *_: None)
    assert source.stopped.is_set()
    assert failed.value.__notes__ == ["q1 still runs"]
    assert "f" not in source.asked


class WithoutProblems(Source):
    """Refuses the question for the problems alone."""

    def query(self, name, sql, told):
        if name == "problems":
            raise AnalyticsError("problems: too many stages")
        return super().query(name, sql, told)


def test_refused_question_for_problems_loses_no_other_answer():
    source = WithoutProblems()
    asked = ask(source, {"problems": "SELECT 1", **SQL}, lambda *_: None)
    assert asked.answers == {name: [{"name": name}] for name in SQL}
    assert asked.failed == {"problems": "problems: too many stages"}
    assert not source.stopped.is_set()


def test_failure_after_the_one_for_problems_still_ends_all():
    with pytest.raises(AnalyticsError, match="b: broken"):
        ask(WithoutProblems(broken="b"), {"problems": "SELECT 1", **SQL}, lambda *_: None)


def test_report_without_its_problems_is_written_and_says_so(tmp_path, capsys, monkeypatch):
    query = local.LocalLake.query

    def refuse(lake, name, sql, told):
        if name == "problems":
            raise AnalyticsError("problems: too many stages")
        return query(lake, name, sql, told)

    monkeypatch.setattr(local.LocalLake, "query", refuse)
    lake = hand_made.write(tmp_path / "lake")
    assert main(["report", "--local", str(lake), "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "note: What was wrong with the input is not known" in said
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("problems: too many stages") == 2, "on top, and under data quality"
    assert "Nothing was found to be wrong" not in page
    assert "spoils nothing else" not in page
    assert "Not known,,problems: too many stages" in (tmp_path / "out" / "problems.csv").read_text()


@pytest.fixture
def heard():
    """Ctrl-C, where the tests run in the background, too: a shell has that ignored there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_interrupt_stops_the_queries():
    source = Source(broken="interrupted")
    with pytest.raises(KeyboardInterrupt):
        ask(source, SQL, lambda *_: None)
    assert source.stopped.is_set()


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "error: interrupted; nothing was written\nerror: q1 still runs\n"),
        (AnalyticsError("paths: broken"), 1, "error: paths: broken\nerror: q1 still runs\n"),
    ],
)
def test_exit_codes(monkeypatch, capsys, raised, code, said):
    def fail(*_):
        raised.add_note("q1 still runs")
        raise raised

    monkeypatch.setattr(command, "LocalLake", fail)
    assert main(["report", "--local", "."]) == code
    assert capsys.readouterr().err.endswith(said)


def test_interrupt_while_the_folder_is_read(monkeypatch, capsys):
    def as_duckdb_says_it(*_):
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(local, "open_folder", as_duckdb_says_it)
    assert main(["report", "--local", "."]) == 130
    assert "interrupted; nothing was written" in capsys.readouterr().err


def test_other_errors_while_the_folder_is_read_are_not_hidden(monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(local, "open_folder", broken)
    with pytest.raises(RuntimeError, match="broken"):
        main(["report", "--local", "."])


def test_progress_is_shown(capsys):
    console = Console(force_terminal=True, width=120)
    with Watching(console) as watch:
        watch("paths", Progress("RUNNING", 1_500_000))
        watch("about", Progress("SUCCEEDED", 500_000))
    shown = capsys.readouterr().out
    assert "running, 1.5 MB scanned" in shown
    assert "2.0 MB scanned" in shown
    assert "succeeded" in shown
