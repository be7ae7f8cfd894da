"""How the demo ends when it may not go on. That it goes well is shown by `make demo` itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("KEEP", "COLUMNS")}

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks for processes in /proc")


@contextmanager
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


def processes_in(folder: Path) -> list[str]:
    """Everything that the demo starts works in its temporary folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def read_until(process: subprocess.Popen[str], beginning: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().startswith(beginning):
            return
    raise AssertionError(f"The demo never said: {beginning}")


def test_without_terraform_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with demo(tmp_path, PATH=str(tmp_path / "empty")) as process:
        said, _ = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "Terraform was not found: install Terraform 1.11 or newer."
    assert process.returncode == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("number", "name", "code"), [(signal.SIGINT, "Ctrl-C", 130), (signal.SIGTERM, "SIGTERM", 143)]
)
def test_a_signal_during_apply_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, name: str, code: int
) -> None:
    with demo(tmp_path) as process:
        read_until(process, "terraform plan:")
        assert processes_in(tmp_path), "the emulator runs"
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    assert said.splitlines()[-1] == f"Ended by {name} during: terraform apply. Nothing is left running."
    assert process.returncode == code
    assert processes_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_of_terraform_is_told_and_the_log_is_kept(tmp_path: Path) -> None:
    with demo(tmp_path, "--window", "0") as process:
        said, _ = process.communicate(timeout=60)
    assert "The demo failed during: terraform plan." in said
    assert "lookback_window_days must be above 0" in said
    (log,) = tmp_path.iterdir()
    assert said.splitlines()[-1] == f"Nothing is left running. The emulator's log: {log}"
    assert "Hypercorn" in log.read_text() or log.stat().st_size
    assert process.returncode == 1
    assert processes_in(tmp_path) == []
