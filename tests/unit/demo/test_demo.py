import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from emulator.errors import EmulatorError
from emulator.terraform import TerraformError, TerraformMissing
from examples.demo import demo
from examples.demo.by_hand import instructions
from examples.demo.counts import add_up
from examples.demo.errors import WrongValue
from examples.demo.interruption import ChildGone, Interruptions, Stopped
from examples.demo.screen import Screen


@pytest.mark.parametrize(
    ("keep", "expected"), [("1", True), ("yes", True), ("", False), ("0", False), ("No", False)]
)
def test_keep_comes_from_the_environment(keep: str, expected: bool) -> None:
    assert demo.parse([], {"KEEP": keep}).keep is expected


def test_arguments() -> None:
    assert demo.parse([], {}) == demo.Options(window_seconds=40, keep=False)
    assert demo.parse(["--keep", "--window", "90"], {}) == demo.Options(window_seconds=90, keep=True)


def test_a_window_that_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        demo.parse(["--window", "long"], {})
    assert refused.value.code == 2
    assert "--window: invalid float value: 'long'" in capsys.readouterr().err


def run_that_raises(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, log: tuple[Path, Path] | None = None
) -> tuple[int, list[str]]:
    """Exit code and what is said when the demo ends with this."""
    out = io.StringIO()
    screen = Screen(Console(file=out, width=100))

    def fail(*_: object) -> None:
        screen.doing, screen.kept_log = "terraform apply", log
        raise error

    monkeypatch.setattr(demo, "Screen", lambda: screen)
    monkeypatch.setattr(demo, "_demo", fail)
    return demo.run([], Interruptions()), [line for line in out.getvalue().splitlines() if line]


LOG = (Path("/gone/ministack.log"), Path("/tmp/kept.log"))


@pytest.mark.parametrize(
    "message", ["Terraform was not found: install Terraform 1.11 or newer.", "The emulator is not installed."]
)
def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    assert run_that_raises(monkeypatch, TerraformMissing(message)) == (1, [message])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TerraformError("Error: no"), "Error: no"),
        (
            EmulatorError("MiniStack ended.\nThe whole log: /gone/ministack.log"),
            "The whole log: /tmp/kept.log",
        ),
        (WrongValue("ben must see Sale"), "ben must see Sale"),
        (ChildGone(), "The emulator ended by itself."),
        (ZeroDivisionError("oh"), "ZeroDivisionError: oh"),
    ],
)
def test_a_failure_says_what_failed_and_where_the_log_is(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    code, lines = run_that_raises(monkeypatch, error, LOG)
    assert code == 1
    assert lines[0] == "The demo failed during: terraform apply."
    assert said in lines
    assert lines[-1] == "Nothing is left running. The emulator's log: /tmp/kept.log"


@pytest.mark.parametrize(("number", "code", "name"), [(2, 130, "Ctrl-C"), (15, 143, "SIGTERM")])
def test_a_signal_is_no_failure(monkeypatch: pytest.MonkeyPatch, number: int, code: int, name: str) -> None:
    assert run_that_raises(monkeypatch, Stopped(number)) == (
        code,
        [f"Ended by {name} during: terraform apply. Nothing is left running."],
    )


def test_only_the_first_signal_interrupts() -> None:
    interruptions = Interruptions()
    with pytest.raises(Stopped) as stopped:
        interruptions._stop(2)
    interruptions._stop(15)
    assert interruptions.stopped is stopped.value


def test_who_cleans_up_is_left_alone_and_the_signal_is_not_forgotten() -> None:
    interruptions = Interruptions()
    interruptions.hold()
    interruptions._stop(15)
    assert interruptions.stopped is not None
    assert interruptions.stopped.exit_code == 143


def test_a_child_that_ends_is_noticed_once_and_only_while_it_is_needed() -> None:
    interruptions = Interruptions()
    interruptions._look_after_child()
    interruptions.watch(lambda: True)
    with pytest.raises(ChildGone):
        interruptions.watch(lambda: False)
    interruptions._look_after_child()


def test_counts_are_added_up_from_the_embedded_metric_format() -> None:
    def line(extra: str, *names: str) -> str:
        metrics = ",".join(f'{{"Name": "{name}", "Unit": "Count"}}' for name in names)
        return f'{{"_aws": {{"CloudWatchMetrics": [{{"Metrics": [{metrics}]}}]}}, {extra}}}'

    messages = [
        "START RequestId: 1",
        '{"level": "INFO", "counts": {"TouchesRecorded": 100}}',
        "7",
        line('"TouchesRecorded": [5.0], "TouchesFailed": [0.0]', "TouchesRecorded", "TouchesFailed"),
        line('"TouchesRecorded": [2.0, 1.0]', "TouchesRecorded"),
        line('"reason": "endpoint_null", "TouchesRejectedByReason": [1.0]', "TouchesRejectedByReason"),
    ]
    assert add_up(messages) == {
        "TouchesRecorded": 8,
        "TouchesFailed": 0,
        "TouchesRejected: endpoint_null": 1,
    }


def test_lines_to_copy_are_never_wrapped() -> None:
    out = io.StringIO()
    outputs: dict[str, Any] = {
        "tagging_function_name": "shop-spring-tagging",
        "table_name": "shop-spring-touches",
        "user_pool_id": "us-east-1_AbCd12345",
    }
    text = instructions("http://127.0.0.1:4566", outputs, 40)
    Screen(Console(file=out, width=20)).as_is(text)
    assert out.getvalue() == text + "\n"
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:4566 " in text


def test_the_table_of_users_marks_changes_and_fits_a_terminal() -> None:
    out = io.StringIO()
    rows = {"cleo": ("Welcome, Sale, Welcome", ["", "Welcome", "Sale", "Welcome", ""])}
    moments = ["before", "right after", "replaced", "re-entered", "expired"]
    Screen(Console(file=out, width=80)).users(moments, rows)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "Welcome *" in out.getvalue()
    assert all(moment in lines[1] for moment in moments)


def test_a_bar_is_plain_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examples.demo.screen._PLAIN_EVERY_SECONDS", 0)
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80))
    with screen.bar("terraform apply", 2, unit="resources") as bar:
        bar.one_more('created module.function["tagging"].x')
        bar.one_more("created b")
    assert out.getvalue().splitlines() == [
        "  terraform apply ...",
        '  terraform apply: 1 of 2, created module.function["tagging"].x',
        "  terraform apply: 2 of 2, created b",
        "  terraform apply: 2 resources in 0 s",
    ]
