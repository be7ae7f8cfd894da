"""The views: one SQL file each, with the names of other databases and bounds as ${placeholders}."""

from __future__ import annotations

import graphlib
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from sqlglot import exp

from analytics import dialect
from analytics.errors import AnalyticsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent / "views"
MESSAGES = "message_events"  # the view that is put together from the parts of those lakes that there are


class _Placeholders(Template):
    """Only ${name}, as Terraform's templatefile has it: the $ of a JSON path is a $."""

    # A text until Template compiles it, when the class is made.
    pattern = r"\$(?:(?P<escaped>\$)(?=\{)|\{(?P<braced>[a-z_]+)\}|(?P<named>(?!))|(?P<invalid>\{))"  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class View:
    """One view; `sql` is Athena's, with nothing left to fill in."""

    name: str
    sql: str


def group(name: str, values: Mapping[str, str], message_lakes: Iterable[str] = ()) -> list[View]:
    """The views of a group, each after those that it reads.

    `values` fills the placeholders; `message_lakes` (ses, sms, pinpoint) are those that have messages.
    """
    files = {path.stem: path for path in sorted((FOLDER / name).glob("*.sql"))}
    texts = {view: path.read_text() for view, path in files.items() if not view.startswith(f"{MESSAGES}_")}
    if len(texts) < len(files):
        parts = [f"{MESSAGES}_{lake}" for lake in message_lakes] or [f"{MESSAGES}_none"]
        texts[MESSAGES] = "\nUNION ALL\n".join(files[part].read_text() for part in parts)
    return in_order([View(view, _filled(text, values, f"{name}/{view}.sql")) for view, text in texts.items()])


def in_order(views: Iterable[View]) -> list[View]:
    """Each view after those that it reads."""
    by_name = {view.name: view for view in views}
    graph = {view.name: _reads(view) & by_name.keys() for view in by_name.values()}
    try:
        return [by_name[name] for name in graphlib.TopologicalSorter(graph).static_order()]
    except graphlib.CycleError as error:
        raise AnalyticsError(
            f"the views read each other in a circle: {' -> '.join(error.args[1])}"
        ) from error


def _reads(view: View) -> set[str]:
    return {found.name for found in dialect.parse(view.sql, view.name).find_all(exp.Table) if not found.db}


def _filled(text: str, values: Mapping[str, str], name: str) -> str:
    try:
        return _Placeholders(text).substitute(values)
    except (KeyError, ValueError) as error:
        raise AnalyticsError(f"{name}: the placeholder {error} has no value") from error
