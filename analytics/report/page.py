"""The HTML page: one file, without scripts, and without anything to fetch."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analytics.report import charts, numbers, tables
from analytics.report.earnings import ratio
from analytics.report.models import MODELS, NONE, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from analytics.report.answers import Report
    from analytics.report.table import Column, Table

HERE = Path(__file__).parent
ROWS = 60  # of a table on the page; the file has all
FUNNELS = 12


def page_of(report: Report, made_at: datetime) -> str:
    """The page as text; `made_at` is in UTC."""
    money = numbers.Money(report.currency, report.total.revenue)
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        shown=partial(_shown, money=money),
        change=numbers.change,
        moment=numbers.moment,
        number=numbers.number,
        percent=numbers.percent,
    )
    line = charts.timeline(report)
    return environment.get_template("page.html").render(
        report=report,
        css=Markup((HERE / "page.css").read_text()),  # noqa: S704 - our own file
        made_at=made_at,
        money=money,
        headline=_headline(report, money),
        span=_span(report),
        tables={table.name: table for table in tables.all_of(report)},
        colours=charts.colours_of(report),
        line=line,
        drawings=_drawings(report, line) if line else {},
        steps=tables.STEPS,
        models=MODELS,
        model_title=TITLES[report.model],
        unattributed=NONE,
        model_place=1 + [model.key for model in MODELS].index(report.model),
        most_rows=ROWS,
        most_funnels=FUNNELS,
        top_bar=_top_bar,
    )


def _drawings(report: Report, line: charts.Timeline) -> dict[str, Any]:
    def safe(svg: str) -> Markup:
        return Markup(svg)  # noqa: S704 - Vega escapes the texts of its drawings, which a test checks

    return {
        "wide": safe(charts.stacked(line, report.currency, charts.WIDE)),
        "narrow": safe(charts.stacked(line, report.currency, charts.NARROW)),
        "single": [(series, safe(charts.single(line, series))) for series in charts.journeys_of(line)],
    }


def _shown(value: Any, column: Column, money: numbers.Money) -> str:
    writers: dict[str, Callable[[Any], str]] = {
        "money": money.plain,
        "each": money.to_the_cent,
        "count": numbers.number,
        "credits": numbers.credits_of,
        "percent": numbers.percent,
        "times": numbers.times,
        "days": numbers.days,
        "moment": numbers.moment,
    }
    if column.kind in writers:
        return writers[column.kind](value)
    return numbers.NOT_AVAILABLE if value is None else str(value)


def _top_bar(table: Table, place: int, value: float | None) -> float:
    """Length of a bar in percent of the longest in the table."""
    columns = [number for number, column in enumerate(table.columns) if column.bar]
    longest = max(table.largest(number) for number in columns) if place in columns else 0.0
    return round(100 * max(value or 0.0, 0.0) / longest, 1) if longest else 0.0


def _headline(report: Report, money: numbers.Money) -> list[tuple[str, str, str]]:
    """Title, number, and a line below it."""
    attributed, total = report.attributed, report.total
    rate = f"{numbers.percent(ratio(attributed.conversions, total.conversions))} of the conversions"
    by_cost = f"ROAS {numbers.times(attributed.roas)}; attributed revenue against cost"
    earned = f"{numbers.credits_of(attributed.conversions)} attributed"
    of_revenue = numbers.percent(ratio(attributed.revenue, total.revenue))
    return [
        ("Conversions", numbers.credits_of(total.conversions), earned),
        ("Revenue", money.full(total.revenue), f"{money.full(attributed.revenue)} attributed"),
        ("Attributed share", of_revenue, f"of the revenue; {rate}"),
        ("Cost", money.full(attributed.cost), f"{len(report.journeys)} journeys"),
        ("ROI", numbers.percent(attributed.roi), by_cost),
    ]


def _span(report: Report) -> str:
    """The period in words: its own days, or those of the data where it has no bound."""
    about = report.about
    known = [moment.date() for key, moment in about.items() if key.endswith("_at") and moment]
    first = report.period.first or min(known, default=None)
    last = report.period.last or max(known, default=None)
    return f"{numbers.moment(first)} to {numbers.moment(last)}" if first or last else "no data"
