"""Runs one command in a process group of its own, and ends the group with the command or with the starter.

Standard input is a pipe that only the starter holds open, so the pipe ends when the starter does, even
after ``kill -9``. The kernel's death signal would do less: it knows one child, no grandchildren, only Linux.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import FrameType


def run(command: list[str]) -> int:
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        if child is None:
            early.append(number)
        else:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, forward)
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    while early:
        child.send_signal(early.pop(0))
    threading.Thread(target=_end_with_the_starter, args=(child.pid,), daemon=True).start()
    code = child.wait()
    _end(child.pid)
    return code if code >= 0 else 128 - code


def _end_with_the_starter(group: int) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    _end(group)


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
