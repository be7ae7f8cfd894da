"""The questions of the report: one file each in queries/, asked of a source, several at once."""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from analytics.errors import AnalyticsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.report.period import Period
    from analytics.source import Progress, Source

FOLDER = Path(__file__).parent / "queries"
QUESTIONS = ("about", "journeys", "spend", "revenue_by_day", "funnel", "time_to_convert", "paths", "problems")
OPTIONAL = {"problems"}  # the report holds without it, and it reads far more than any other
TOP_PATHS = 15
_SECONDS_BETWEEN_LOOKS = 0.2  # a wait without end would keep Ctrl-C waiting too

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows by question, and why an optional question has none."""

    answers: dict[str, Rows]
    failed: dict[str, str] = field(default_factory=dict)


def texts(period: Period, model: str) -> dict[str, str]:
    """The SQL of each question; `model` is a key of ours."""
    values = {**period.placeholders, "model": f"'{model}'", "top": str(TOP_PATHS)}
    return {name: Template((FOLDER / f"{name}.sql").read_text()).substitute(values) for name in QUESTIONS}


def ask(source: Source, sql: dict[str, str], watch: Callable[[str, Progress], None]) -> Asked:
    """The answers; Ctrl-C, or the first failure of a question that is not optional, ends the others."""
    asked: dict[str, Future[Rows]] = {}
    failed: dict[str, str] = {}
    with ThreadPoolExecutor(source.at_once) as pool:
        try:
            for name, text in sql.items():
                asked[name] = pool.submit(_one, source, name, text, watch)
            left = set(asked.values())
            while left:
                done, left = wait(left, _SECONDS_BETWEEN_LOOKS, FIRST_EXCEPTION)
                failed |= _checked({name: each for name, each in asked.items() if each in done})
        except BaseException as error:
            for each in asked.values():
                each.cancel()
            for still in source.stop():
                error.add_note(still)
            raise
    return Asked({name: each.result() for name, each in asked.items() if name not in failed}, failed)


def _checked(done: dict[str, Future[Rows]]) -> dict[str, str]:
    """Why optional questions failed; raises what any other raised."""
    failed = {}
    for name, each in done.items():
        try:
            each.result()
        except AnalyticsError as error:
            if name not in OPTIONAL:
                raise
            failed[name] = str(error)
    return failed


def _one(source: Source, name: str, sql: str, watch: Callable[[str, Progress], None]) -> Rows:
    return source.query(name, sql, lambda progress: watch(name, progress)).dicts()
