"""Plots as SVG, drawn by Vega: https://vega.github.io/vega-lite/docs/

Colours are CSS variables of the page, so that one drawing is right in light, in dark and on paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import vl_convert

from analytics.report.models import NONE

if TYPE_CHECKING:
    from analytics.report.answers import Report

COLOURED = 8  # more colours than this cannot be told apart
OTHER = "other journeys"
_DAYS_BY_DAY, _DAYS_BY_WEEK = 45, 300
_LABEL = 26  # characters of a journey's name in a plot
WIDE, NARROW = 1080, 330  # pixels


@dataclass(frozen=True, slots=True)
class Series:
    """One journey over time. `colour` is a CSS variable; `label` is unique and short."""

    name: str
    label: str
    colour: str
    values: list[float]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Revenue per `step` (day, week or month); `starts` are the first days of the steps."""

    step: str
    starts: list[date]
    series: list[Series]


def timeline(report: Report) -> Timeline | None:
    """The journeys that earned most, all others together, and what is not attributed; None without any."""
    amounts = [(day, name, revenue) for day, name, revenue in report.by_day if revenue]
    if not amounts:
        return None
    first = report.period.first or min(day for day, _, _ in amounts)
    last = report.period.last or max(day for day, _, _ in amounts)
    length = (last - first).days + 1
    step = "day" if length <= _DAYS_BY_DAY else "week" if length <= _DAYS_BY_WEEK else "month"
    starts = sorted({_start(first + timedelta(offset), step) for offset in range(length)})
    places = {start: place for place, start in enumerate(starts)}
    colours = colours_of(report)
    values: dict[str, list[float]] = {}
    for day, name, revenue in amounts:
        shown = name if name in colours or name == NONE else OTHER
        values.setdefault(shown, [0.0] * len(starts))[places[_start(day, step)]] += revenue
    order = [name for name in (*colours, OTHER, NONE) if name in values]
    labels = _labels(order)
    every = {**colours, OTHER: "var(--other)", NONE: "var(--none)"}
    return Timeline(
        step, starts, [Series(name, labels[name], every[name], values[name]) for name in dict.fromkeys(order)]
    )


def colours_of(report: Report) -> dict[str, str]:
    """The colour of each journey that has one."""
    earning = [journey.name for journey in report.journeys if journey.revenue][:COLOURED]
    return {name: f"var(--c{place})" for place, name in enumerate(earning, start=1)}


def stacked(line: Timeline, currency: str, width: int) -> str:
    """One column per step, its parts by journey, in the order of the legend from below."""
    names = [series.label for series in line.series]
    colour = {
        "field": "journey",
        "type": "nominal",
        "scale": {"domain": names, "range": [series.colour for series in line.series]},
        "legend": None,
    }
    encoding = {**_places(line, ticks=15 if width == WIDE else 5), "color": colour}
    encoding["y"]["title"] = f"Revenue ({currency})"
    return _svg(_boxes(line), encoding, width - 70, 280 if width == WIDE else 220)


def single(line: Timeline, series: Series) -> str:
    """One journey; all plots of a page have the same scale, that of the journeys."""
    alone = replace(line, series=[series])
    encoding = {**_places(line, ticks=4), "color": {"value": series.colour}}
    highest = max(max(each.values) for each in journeys_of(line))
    encoding["y"] |= {"scale": {"domain": [0, highest], "nice": 2}, "axis": {"format": "~s", "tickCount": 2}}
    return _svg(_boxes(alone), encoding, NARROW - 60, 80)


def journeys_of(line: Timeline) -> list[Series]:
    """Without what is not attributed, which would dwarf them."""
    return [series for series in line.series if series.name != NONE]


def _start(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _labels(names: list[str]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name in names:
        short = "not attributed" if name == NONE else shortened(name)
        again = sum(1 for label in labels.values() if label.split(" #")[0] == short)
        labels[name] = f"{short} #{again + 1}" if again else short
    return labels


def shortened(name: str) -> str:
    """As much of a name as fits."""
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"


def _boxes(line: Timeline) -> list[dict[str, Any]]:
    """Stacked here and not by Vega, which stacks nothing that has two ends on the other axis."""
    heights = [0.0] * len(line.starts)
    boxes = []
    for series in line.series:
        for place, (start, amount) in enumerate(zip(line.starts, series.values, strict=True)):
            if amount:
                low, heights[place] = heights[place], heights[place] + amount
                span = {"start": start.isoformat(), "end": _next(start, line.step).isoformat()}
                boxes.append({**span, "low": low, "high": heights[place], "journey": series.label})
    return boxes


def _next(start: date, step: str) -> date:
    if step == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if step == "week" else 1)


def _places(line: Timeline, ticks: int) -> dict[str, Any]:
    ends = [line.starts[0].isoformat(), _next(line.starts[-1], line.step).isoformat()]
    every = -(-len(line.starts) // ticks)
    axis = {
        "format": "%b %Y" if line.step == "month" else "%b %-d",
        "values": [start.isoformat() for start in line.starts[::every]],
        "grid": False,
    }
    scale = {"type": "utc", "domain": ends}
    return {
        "x": {"field": "start", "type": "temporal", "title": None, "scale": scale, "axis": axis},
        "x2": {"field": "end"},
        "y": {
            "field": "low",
            "type": "quantitative",
            "title": None,
            "axis": {"format": "~s", "tickCount": 5},
        },
        "y2": {"field": "high"},
    }


_CONFIG = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
    },
}


def _svg(boxes: list[dict[str, Any]], encoding: dict[str, Any], width: int, height: int) -> str:
    spec = {
        "width": width,
        "height": height,
        "data": {"values": boxes},
        "mark": {"type": "rect", "stroke": "var(--page)", "strokeWidth": 0.7},
        "encoding": encoding,
        "config": _CONFIG,
    }
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    # The page sets the size: the drawing keeps its proportions by its viewBox.
    return re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", drawn, count=1)
