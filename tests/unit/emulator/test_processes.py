"""Children end when we stop them, and when we die ourselves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.processes import ChildProcess
from tests.support.waiting import eventually

REPOSITORY = Path(__file__).parents[3]
ENVIRONMENT = {"PATH": os.environ["PATH"]}


def members(session: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,sess=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listing.stdout.splitlines()]
    return [int(pid) for pid, sess, state in rows if int(sess) == session and not state.startswith("Z")]


def wait_until_gone(session: int) -> None:
    eventually(lambda: members(session), [])


def test_output_comes_line_by_line_and_errors_apart(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo one; echo two; echo wrong >&2; exit 3"]
    with ChildProcess(command, environment=ENVIRONMENT, cwd=tmp_path) as child:
        assert list(child.lines()) == ["one", "two"]
        assert child.wait() == 3
        assert child.error_output() == "wrong\n"


def test_a_log_gets_everything(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = ["sh", "-c", "echo one; echo wrong >&2"]
    with ChildProcess(command, environment=ENVIRONMENT, cwd=tmp_path, log=log) as child:
        child.wait()
    assert log.read_text() == "one\nwrong\n"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with ChildProcess(["no-such-program"], environment=ENVIRONMENT, cwd=tmp_path) as child:
        assert child.wait() == 127
        assert "no-such-program: No such file" in child.error_output()


def test_stop_is_polite_first(tmp_path: Path) -> None:
    script = "trap 'echo asked > asked; exit 0' INT; echo ready; while :; do sleep 0.05; done"
    child = ChildProcess(["sh", "-c", script], environment=ENVIRONMENT, cwd=tmp_path)
    assert next(child.lines()) == "ready"
    child.stop(signal.SIGINT)
    assert (tmp_path / "asked").exists()


def test_stop_takes_stubborn_grandchildren_along(tmp_path: Path) -> None:
    script = "trap '' TERM; sleep 60 & echo ready; wait; sleep 60"
    child = ChildProcess(["sh", "-c", script], environment=ENVIRONMENT, cwd=tmp_path)
    assert next(child.lines()) == "ready"
    assert len(members(child.session)) == 3
    child.stop(grace_seconds=0.2)
    wait_until_gone(child.session)


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_children_do_not_outlive_us(tmp_path: Path, death: signal.Signals) -> None:
    script = f"""
import sys
sys.path.append({str(REPOSITORY)!r})
from pathlib import Path
from emulator.processes import ChildProcess
child = ChildProcess(["sleep", "60"], environment={{"PATH": {ENVIRONMENT["PATH"]!r}}}, cwd=Path("."))
print(child.session, flush=True)
child.wait()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        session = int(parent.stdout.readline())
        parent.send_signal(death)
    wait_until_gone(session)
