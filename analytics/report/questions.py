"""The questions of the report: one file each in queries/, asked of a source, several at once."""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.report.period import Period
    from analytics.source import Progress, Source

FOLDER = Path(__file__).parent / "queries"
QUESTIONS = ("about", "journeys", "spend", "revenue_by_day", "funnel", "time_to_convert", "paths", "problems")
TOP_PATHS = 15
_SECONDS_BETWEEN_LOOKS = 0.2  # a wait without end would keep Ctrl-C waiting too

Rows = list[dict[str, Any]]


def texts(period: Period, model: str) -> dict[str, str]:
    """The SQL of each question; `model` is a key of ours."""
    values = {**period.placeholders, "model": f"'{model}'", "top": str(TOP_PATHS)}
    return {name: Template((FOLDER / f"{name}.sql").read_text()).substitute(values) for name in QUESTIONS}


def ask(source: Source, sql: dict[str, str], watch: Callable[[str, Progress], None]) -> dict[str, Rows]:
    """The answers by question; the first failure, or Ctrl-C, ends the others."""
    asked: dict[str, Future[Rows]] = {}
    with ThreadPoolExecutor(source.at_once) as pool:
        try:
            for name, text in sql.items():
                asked[name] = pool.submit(_one, source, name, text, watch)
            left = set(asked.values())
            while left:
                done, left = wait(left, _SECONDS_BETWEEN_LOOKS, FIRST_EXCEPTION)
                for each in done:
                    each.result()
        except BaseException as error:
            for each in asked.values():
                each.cancel()
            for still in source.stop():
                error.add_note(still)
            raise
    return {name: each.result() for name, each in asked.items()}


def _one(source: Source, name: str, sql: str, watch: Callable[[str, Progress], None]) -> Rows:
    return source.query(name, sql, lambda progress: watch(name, progress)).dicts()
