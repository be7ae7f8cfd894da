"""Child processes that never outlive us."""

import contextlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_GUARD = Path(__file__).with_name("guard.py")


class ChildProcess:
    """A command in a session of its own, gone with all that it started when we stop it or die ourselves.

    With ``log`` both output streams go to that file; without it, ``lines`` yields standard output as it comes
    and ``error_output`` holds the rest.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        cwd: Path,
        log: Path | None = None,
    ) -> None:
        with contextlib.ExitStack() as opened:
            self._errors: IO[bytes] = opened.enter_context(
                log.open("ab") if log else tempfile.TemporaryFile()  # noqa: SIM115 - the stack closes it
            )
            self._guard = subprocess.Popen(
                # -I: the guard reads no PYTHON* variable; they are meant for the command
                [sys.executable, "-I", _GUARD, *command],
                stdin=subprocess.PIPE,
                stdout=self._errors if log else subprocess.PIPE,
                stderr=self._errors,
                env=dict(environment),
                cwd=cwd,
                start_new_session=True,
            )
            opened.pop_all()

    @property
    def session(self) -> int:
        """The id of the session that everything below us belongs to."""
        return self._guard.pid

    def poll(self) -> int | None:
        return self._guard.poll()

    def wait(self) -> int:
        return self._guard.wait()

    def lines(self) -> Iterator[str]:
        assert self._guard.stdout is not None
        for line in self._guard.stdout:
            yield line.decode(errors="replace").rstrip("\n")

    def error_output(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def stop(self, polite_signal: signal.Signals = signal.SIGTERM, *, grace_seconds: float = 10) -> None:
        """Ask the command, wait, then end whatever is left of its group."""
        try:
            if self.poll() is None:
                self._guard.send_signal(polite_signal)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._guard.wait(grace_seconds)
        finally:
            assert self._guard.stdin is not None
            # for the guard, this is our end
            self._guard.stdin.close()
            self._guard.wait()
            self._errors.close()
            if self._guard.stdout is not None:
                self._guard.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
