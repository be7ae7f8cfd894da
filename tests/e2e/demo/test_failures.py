"""How the demo ends when it may not go on. That it goes well is shown by `make demo` itself."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE_SECONDS

REPOSITORY = Path(__file__).parents[3]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("KEEP", "COLUMNS")}

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks for processes in /proc")


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Not ``tmp_path``: the path of a socket may have 103 characters."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder).resolve()


@contextlib.contextmanager
def demo(temporary: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "examples.demo", *arguments],
        cwd=REPOSITORY,
        env={**ENVIRONMENT, "TMPDIR": str(temporary), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def processes_in(folder: Path) -> dict[int, str]:
    """Everything that the demo starts works in its temporary folder."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                found[int(process.name)] = (process / "cmdline").read_text()
    return found


def read_until(process: subprocess.Popen[str], beginning: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().startswith(beginning):
            return
    raise AssertionError(f"The demo never said: {beginning}")


def test_without_terraform_it_says_what_to_install(temporary: Path) -> None:
    (temporary / "empty").mkdir()
    with demo(temporary, PATH=str(temporary / "empty")) as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert said.splitlines()[-1] == "Terraform was not found: install Terraform 1.11 or newer."
    assert process.returncode == 1
    assert [entry.name for entry in temporary.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("after", "number", "last", "code"),
    [
        ("terraform apply ...", signal.SIGINT, "Ended by Ctrl-C during: terraform apply.", 130),
        # the step after it may or may not have begun
        ("MiniStack", signal.SIGTERM, "Ended by SIGTERM during: ", 143),
    ],
)
def test_a_signal_leaves_nothing_behind(
    temporary: Path, after: str, number: signal.Signals, last: str, code: int
) -> None:
    with demo(temporary) as process:
        read_until(process, after)
        assert processes_in(temporary), "the emulator runs"
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert said.splitlines()[-1].startswith(last)
    assert said.splitlines()[-1].endswith(" Nothing is left running.")
    assert process.returncode == code
    assert processes_in(temporary) == {}
    assert list(temporary.iterdir()) == []


def test_the_end_of_the_emulator_is_noticed_at_once(temporary: Path) -> None:
    with demo(temporary) as process:
        read_until(process, "MiniStack")
        for number, command in processes_in(temporary).items():
            if "launch.py" in command:
                os.kill(number, signal.SIGKILL)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert "\nThe demo failed during: " in said
    assert said.splitlines()[-2] == "The emulator ended by itself."
    assert process.returncode == 1
    assert processes_in(temporary) == {}


def test_a_refusal_of_terraform_is_told_and_the_log_is_kept(temporary: Path) -> None:
    with demo(temporary, "--window", "0") as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert "The demo failed during: terraform plan." in said
    assert "lookback_window_days must be above 0" in said
    (log,) = temporary.iterdir()
    assert said.splitlines()[-1] == f"Nothing is left running. The emulator's log: {log}"
    assert log.read_text()
    assert process.returncode == 1
    assert processes_in(temporary) == {}
