"""Ctrl-C, SIGTERM and the end of the emulator, each as one exception in the main thread.

Only the standard library, so that it is in place before anything slow is imported.
"""

import os
import signal
from collections.abc import Callable
from types import FrameType

_ENDS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM"}


class Stopped(BaseException):
    """Somebody wants us to end. Not an ``Exception``: nobody on the way up may take it for a failure."""

    def __init__(self, number: int) -> None:
        super().__init__(_ENDS[signal.Signals(number)])
        self.exit_code = 128 + number


class ChildGone(Exception):  # noqa: N818 - reads as what it says
    """A child that we cannot do without has ended."""


class Interruptions:
    """Raises once, then only notes: whoever cleans up is left alone."""

    def __init__(self) -> None:
        self._quiet = False
        self._is_running: Callable[[], bool] | None = None
        self.stopped: Stopped | None = None

    def install(self) -> None:
        for number in _ENDS:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, self._look_after_child)

    def watch(self, is_running: Callable[[], bool]) -> None:
        """From now on raise ``ChildGone`` when a child ends and ``is_running`` says no."""
        self._is_running = is_running
        self._look_after_child()

    def hold(self) -> None:
        """From now on only note."""
        self._quiet = True

    def forget(self) -> None:
        """The request to end was expected: the next one counts again."""
        self.stopped = None
        self._quiet = False

    def _stop(self, number: int, _frame: FrameType | None = None) -> None:
        if self.stopped is None:
            self.stopped = Stopped(number)
            if not self._quiet:
                self._quiet = True
                # Terraform may take some seconds; not by print(), which may be what we interrupt
                os.write(2, b"\nStopping ...\n")
                raise self.stopped

    def _look_after_child(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        if not self._quiet and self._is_running is not None and not self._is_running():
            self._quiet = True
            raise ChildGone
