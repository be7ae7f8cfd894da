"""The progress bar: which queries run, how long, and what they have scanned."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from analytics.report.numbers import size
from analytics.report.questions import QUESTIONS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from analytics.source import Progress as State


class Watching:
    """Called with a question's name and its state, from any thread; shown while the ``with`` block lasts."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._lock = threading.Lock()
        self._rows: dict[str, TaskID] = {}
        self._scanned: dict[str, int] = {}
        self._all = self._bars.add_task("questions", total=len(QUESTIONS), state="")

    def __call__(self, name: str, state: State) -> None:
        with self._lock:
            if name not in self._rows:
                self._rows[name] = self._bars.add_task(f"  {name}", total=None, state="")
            words = state.state.lower()
            if state.scanned is not None:
                self._scanned[name] = state.scanned
                words += f", {size(state.scanned)} scanned"
            self._bars.update(self._rows[name], state=words)
            if state.state == "SUCCEEDED":
                self._bars.update(self._rows[name], total=1, completed=1)
                self._bars.advance(self._all)
            if self._scanned:
                self._bars.update(self._all, state=f"{size(sum(self._scanned.values()))} scanned")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
