"""The small tables that a team keeps by hand, with the slips that hands make."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

from analytics.sample.journeys import JOURNEYS
from analytics.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from analytics.sample.journeys import Journey
    from analytics.sample.size import Size

REPORTING = "EUR"
RATES = (0.9, 0.95)  # of a dollar, in the first and in the second half of the period
NOT_TOUCHED = "posters"  # a journey with costs that touched nobody
SETTINGS = {
    "reporting_currency": REPORTING,
    "half_life_days": "7",
    "first_share": "0.4",
    "last_share": "0.4",
    "path_transform": "exposure_path",
    "stamp_grace_seconds": "3600",
    "clock_skew_seconds": "300",
    "username_case_sensitive": "false",
}
CONVERSIONS = (("purchase", "value", REPORTING, "currency"), ("subscribe", "", "", ""))


def write(lake: Path, size: Size) -> None:
    """The four CSV files below the lake of journey-analytics."""
    second_half = size.first_day + dt.timedelta(days=size.days // 2)
    rates = [
        ("USD", day.isoformat(), rate) for day, rate in zip((size.first_day, second_half), RATES, strict=True)
    ]
    costs = [
        # some write a journey's id, some its name
        (journey.id if number % 2 else journey.name, day.isoformat(), cost, journey.currency, "")
        for number, journey in enumerate(JOURNEYS)
        for day, cost in costs_of(journey, size)
    ]
    settings = [[SETTINGS.get(name, "") for name in table("attribution_settings").columns]]
    _write(lake, "attribution_settings", settings)
    _write(lake, "conversion_events", CONVERSIONS)
    _write(lake, "currency_rates", rates)
    _write(lake, "journey_costs", [*costs, *_slips(size.first_day)])


def costs_of(journey: Journey, size: Size) -> Iterator[tuple[dt.date, float]]:
    """What the journey costs on each of its days, in its currency. Where more is sent, more is paid."""
    first, last = (round(share * size.days) for share in journey.active)
    for day in range(first, last if journey.daily_cost else first):
        yield size.first_day + dt.timedelta(days=day), round(journey.daily_cost * size.events / 1_000_000, 2)


def in_euros(journey: Journey, size: Size) -> float:
    """All costs of the journey that can be counted."""
    dollar = {half: rate if journey.currency == "USD" else 1.0 for half, rate in enumerate(RATES)}
    second_half = size.first_day + dt.timedelta(days=size.days // 2)
    return sum(cost * dollar[int(day >= second_half)] for day, cost in costs_of(journey, size))


def _slips(day: dt.date) -> list[tuple[str, str, str, str, str]]:
    on = day.isoformat()
    return [
        (NOT_TOUCHED, on, "250", REPORTING, "nobody was touched"),
        ("newsletter", on, "-5", REPORTING, "a refund?"),
        ("newsletter", on, "forty", REPORTING, ""),
        ("cart reminder", on, "12", "SEK", "no rate"),
    ]


def _write(lake: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    folder = lake / table(name).prefix
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as target:
        lines = csv.writer(target, lineterminator="\n")
        lines.writerow(table(name).columns)
        lines.writerows(rows)
