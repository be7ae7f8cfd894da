"""What the reader sees: live bars on a terminal, plain lines elsewhere."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path  # noqa: TC003 - as the other modules have it

from rich import box
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.spinner import Spinner
from rich.table import Table

from examples.demo.story import BLANK

_PLAIN_EVERY_SECONDS = 10
# What has no width of its own is wrapped at 80 characters, and logs are wider than that.
_PLAIN_WIDTH = 100


class Bar:
    """Something that takes its time, with a known amount of work."""

    def __init__(self, title: str, total: float, progress: Progress, *, plain: bool) -> None:
        self._title = title
        self._total = total
        self._progress = progress
        self._plain = plain
        self._task = progress.add_task(title, total=total, detail="")
        self._done = 0.0
        self._said = time.monotonic()

    def one_more(self, detail: str) -> None:
        self.reach(self._done + 1, detail)

    def reach(self, done: float, detail: str) -> None:
        self._done = min(done, self._total)
        self._progress.update(self._task, completed=self._done, detail=_tail(detail))
        if self._plain and time.monotonic() - self._said >= _PLAIN_EVERY_SECONDS:
            self._said = time.monotonic()
            self._progress.console.print(
                f"  {self._title}: {self._done:.0f} of {self._total:.0f}, {detail}",
                markup=False,
                soft_wrap=True,
            )

    @property
    def done(self) -> float:
        return self._done


class Screen:
    def __init__(self, console: Console | None = None) -> None:
        self._console = console or _console()
        self._started = time.monotonic()
        self.doing = "starting"
        self.kept_log: tuple[Path, Path] | None = None
        """Where the emulator's log was, and where it can be read after a failure."""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def title(self, text: str) -> None:
        self._console.print(f"\n[bold cyan]{escape(text)}[/]")

    def say(self, text: str) -> None:
        self._console.print(f"  {escape(text)}")

    def as_is(self, text: str) -> None:
        """For copying: never wrapped, never coloured."""
        self._console.print(text, markup=False, soft_wrap=True)

    def failure(self, text: str) -> None:
        self._console.print(f"\n[bold red]{escape(text)}[/]", soft_wrap=True)

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Something short."""
        self.doing = what
        started = time.monotonic()
        live = Live(
            Spinner("line", text=escape(what)),
            console=self._console,
            transient=True,
            auto_refresh=self._console.is_terminal,
        )
        with live if self._console.is_terminal else contextlib.nullcontext():
            yield
        self.say(f"{what}: {time.monotonic() - started:.1f} s")

    @contextlib.contextmanager
    def bar(self, what: str, total: float, *, unit: str = "") -> Iterator[Bar]:
        """With a ``unit``, the result is said afterwards."""
        self.doing = what
        started = time.monotonic()
        terminal = self._console.is_terminal
        if not terminal:
            self.say(f"{what} ...")
        progress = Progress(
            TextColumn("  {task.description}"),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[detail]}[/]"),
            console=self._console,
            transient=True,
            disable=not terminal,
        )
        with progress:
            bar = Bar(what, total, progress, plain=not terminal)
            yield bar
        if unit:
            self.say(f"{what}: {bar.done:.0f} {unit} in {time.monotonic() - started:.0f} s")

    def answers(
        self, journey: str, endpoints: Mapping[str, str | None], answers: Mapping[str, Mapping[str, str]]
    ) -> None:
        """``endpoints``: id -> username, of a journey; ``answers``: what tagging said to each."""
        table = _table()
        for column in (f"endpoint in journey {journey}", "its username", "tagged", "reason"):
            table.add_column(column)
        for endpoint_id, attributes in answers.items():
            tagged = attributes.get("tagged", "")
            style = "green" if tagged == "true" else "yellow"
            cells = (endpoint_id, endpoints.get(endpoint_id) or "-", tagged, attributes.get("reason", ""))
            table.add_row(*map(escape, cells), style=style)
        self._console.print(table)

    def users(self, moments: Sequence[str], rows: Mapping[str, tuple[str, Sequence[str]]]) -> None:
        """``rows``: user -> (journeys entered, what was seen at each moment so far)."""
        table = _table()
        table.add_column("user", style="bold", no_wrap=True)
        table.add_column("journeys entered")
        for moment in moments:
            table.add_column(moment, no_wrap=True)
        for user, (journeys, seen) in rows.items():
            table.add_row(user, journeys or "-", *_cells(seen))
        self._console.print(table)

    def earnings(self, rows: Mapping[str, tuple[str, str, str, str]]) -> None:
        """``rows``: journey -> conversions, revenue, cost and ROI, as the report writes them."""
        table = _table()
        for column in ("journey", "conversions", "revenue", "cost", "ROI"):
            table.add_column(column, justify="left" if column == "journey" else "right")
        for journey, (*amounts, roi) in rows.items():
            shown = (f"{float(amount):.2f}" if amount else "-" for amount in amounts)
            table.add_row(escape(journey), *shown, f"{float(roi):.0%}" if roi else "-")
        self._console.print(table)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Cells as texts, None as a dash; long ones are folded."""
        table = _table()
        for column in columns:
            table.add_column(escape(column), overflow="fold")
        for row in rows:
            table.add_row(*("-" if cell is None else escape(str(cell)) for cell in row))
        self._console.print(table)

    def numbers(self, rows: Mapping[str, str]) -> None:
        table = _table()
        table.add_column("counted by the functions")
        table.add_column("", justify="right")
        for name, value in rows.items():
            table.add_row(escape(name), escape(value))
        self._console.print(table)


def _console() -> Console:
    found = Console(highlight=False)
    if not found.is_terminal:
        found.width = max(found.width, _PLAIN_WIDTH)
    return found


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _cells(seen: Sequence[str]) -> Iterator[str]:
    """Changes are what to look at, also where there are no colours."""
    before = BLANK
    for value in seen:
        text = "-" if value == BLANK else escape(value)
        if value == before:
            yield f"[dim]{text}[/]"
        else:
            yield f"[bold {'yellow' if value == BLANK else 'green'}]{text} *[/]"
        before = value


def _tail(text: str, length: int = 28) -> str:
    return escape(text if len(text) <= length else f"...{text[3 - length :]}")
