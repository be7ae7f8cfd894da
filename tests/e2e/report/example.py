"""Three months of a shop with ten journeys, as the questions would answer: the same on every run."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from analytics.report.models import MODELS, NONE

FIRST = date(2026, 7, 1)
DAYS = 92

# Name, revenue on an ordinary day, its weekly swing, first day, last day, listed cost, messages sent.
JOURNEYS = (
    ("Welcome series", 820, 0.25, 0, 91, 6_400, 48_200),
    ("Summer sale 2026", 2_150, 0.5, 12, 40, 18_000, 182_000),
    ("Abandoned basket", 1_240, 0.2, 0, 91, 3_900, 21_700),
    ("Back to school", 1_690, 0.35, 48, 78, 14_500, 131_000),
    ("Win-back after 90 days", 310, 0.3, 0, 91, 9_800, 76_400),
    ("Loyalty points reminder", 540, 0.15, 5, 91, 2_100, 39_900),
    ("Price drop alert <b>beta</b>", 265, 0.4, 30, 91, 0, 8_300),
    ("Birthday voucher", 178, 0.1, 0, 91, 1_450, 6_150),
    ("App push: new arrivals", 142, 0.6, 20, 91, 900, 0),
    ("=HYPERLINK(A1) partner newsletter with a name that is rather long", 38, 0.5, 60, 91, 7_200, 54_000),
)
_SHARE = {
    "last_touch": 1.0,
    "first_touch": 0.9,
    "linear": 0.95,
    "position_based": 0.97,
    "time_decay": 0.98,
    "stamped": 0.86,
}


def _daily(place: int, day: int) -> float:
    _, base, swing, first, last, _, _ = JOURNEYS[place]
    if not first <= day <= last:
        return 0.0
    rise = min(1.0, (day - first + 2) / 6)
    return round(base * rise * (1 + swing * math.sin(2 * math.pi * (day + place) / 7)), 2)


def answers() -> dict[str, list[dict]]:
    """As `questions.ask` gives them."""
    by_day = []
    for day in range(DAYS):
        when = FIRST + timedelta(days=day)
        for place, (name, *_) in enumerate(JOURNEYS):
            if amount := _daily(place, day):
                by_day.append(
                    {"journey_name": name, "day": when, "conversions": amount / 60, "revenue": amount}
                )
        by_day.append(
            {"journey_name": NONE, "day": when, "conversions": 22.0, "revenue": 1_310.0 + 90 * (day % 7)}
        )
    revenue: dict[str, float] = {}
    for row in by_day:
        revenue[row["journey_name"]] = revenue.get(row["journey_name"], 0.0) + row["revenue"]
    return {
        "about": [_about()],
        "journeys": list(_journeys(revenue)),
        "spend": [
            {
                "journey_name": name,
                "listed_cost": cost,
                "message_cost": sent * 0.0001,
                "cost": cost + sent * 0.0001,
            }
            for name, _, _, _, _, cost, sent in JOURNEYS
            if cost
        ],
        "revenue_by_day": by_day,
        "funnel": list(_funnel(revenue)),
        "time_to_convert": [
            {"hours": hours, "conversions": max(1, int(900 / (1 + hours / 3)))} for hours in range(168)
        ],
        "paths": _paths(revenue),
        "problems": _problems(),
    }


def _about() -> dict:
    start, end = datetime(2026, 7, 1, 0, 4), datetime(2026, 9, 30, 23, 51)  # noqa: DTZ001 - as the engines give them
    return {
        "currency": "EUR",
        "half_life_days": 7.0,
        "first_share": 0.4,
        "last_share": 0.4,
        "path_transform": "exposure_path",
        "stamp_grace_seconds": 3900,
        "touches": 214_530,
        "first_touch_at": start,
        "last_touch_at": end,
        "events": 1_903_277,
        "first_event_at": start,
        "last_event_at": end,
        "conversion_types": "purchase, subscription_started",
    }


def _journeys(revenue: dict[str, float]):
    total = sum(revenue.values())
    for model in MODELS:
        left, left_conversions = total, 12_000.0
        for place, (name, *_) in enumerate(JOURNEYS):
            tilt = 1 + 0.12 * math.sin(place * 1.7) * (model.key != "last_touch")
            amount = revenue[name] * _SHARE[model.key] * tilt
            left, left_conversions = left - amount, left_conversions - amount / 60
            yield _credited(model.key, name, amount, place)
        yield {**_credited(model.key, NONE, left, 0), "conversions": left_conversions} | {
            "median_days_to_convert": None,
            "mean_days_to_convert": None,
        }


def _credited(model: str, name: str, amount: float, place: int) -> dict:
    return {
        "model": model,
        "journey_name": name,
        "converted_users": int(amount / 75),
        "conversions": amount / 60,
        "revenue": amount,
        "median_days_to_convert": 0.03 * 3**place % 6,
        "mean_days_to_convert": 0.03 * 3**place % 6 + 0.4,
    }


def _funnel(revenue: dict[str, float]):
    for place, (name, _, _, _, _, _, sent) in enumerate(JOURNEYS):
        touched = int(sent * 0.11) or 5_200
        yield {
            "journey_name": name,
            "sent": sent,
            "delivered": int(sent * 0.982),
            "opened": int(sent * (0.34 - 0.02 * place)),
            "clicked": int(sent * (0.09 - 0.006 * place)),
            "touched": touched,
            "converted": min(int(revenue[name] / 75), touched),
        }


def _paths(revenue: dict[str, float]) -> list[dict]:
    names = [name for name, *_ in JOURNEYS]
    steps = [
        (NONE,),
        (1,),
        (0, 2),
        (3,),
        (1, 2),
        (2,),
        (0, 1, 2),
        (5,),
        (0,),
        (4, 3),
        (6,),
        (7, 1),
        (0, 5, 3),
        (8,),
        (4,),
    ]
    rest, rows = sum(revenue.values()), []
    for place, path in enumerate(steps, start=1):
        amount = revenue[NONE] if place == 1 else round(95_000 * 0.8**place, 2)
        rest -= amount
        words = " > ".join(step if isinstance(step, str) else names[step] for step in path)
        rows.append(
            _path(place, words, len(path), 1, amount) | ({"mean_days_to_convert": None} if place == 1 else {})
        )
    return [*rows, _path(len(steps) + 1, None, None, 87, rest)]


def _path(place: int, path: str | None, length: int | None, paths: int, amount: float) -> dict:
    return {
        "place": place,
        "path": path,
        "path_length": length,
        "paths": paths,
        "conversions": int(amount / 60),
        "revenue": amount,
        "mean_days_to_convert": 0.4 + place / 5,
    }


def _problems() -> list[dict]:
    first, last = datetime(2026, 7, 2, 9, 12), datetime(2026, 9, 29, 18, 40)  # noqa: DTZ001
    return [
        {
            "problem": problem,
            "events": events,
            "example_id": f"8f14e45f-ceea-467f-a0e6-{events:012}",
            "first_at": first,
            "last_at": last,
            "what_to_do": advice,
        }
        for problem, events, advice in (
            ("event_repeated", 18_204, "Nothing: each event is counted once, by its event_id."),
            (
                "event_late",
                1_377,
                "Nothing: it counts at its own time, so numbers of past days can still change.",
            ),
            (
                "currency_without_rate",
                41,
                "The conversion counts with value 0: add the currency to currency_rates.",
            ),
            ("cost_unknown_journey", 1, "Counted under the name as written: check the spelling."),
        )
    ]
