"""The journeys of the sample: a newsletter that few buy from, a reminder that many buy from, and others."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Literal

SES_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what SES allows as the value of a tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One journey. Rates are shares from 0 to 1; `active` is its part of the period.

    `size` is its share of all messages in per cent, `lift` how many times more often than others its touched
    users convert, less one. `lake` says where its messages are seen: in none, for a channel of its own.
    """

    id: str
    name: str
    source: str
    lake: Literal["ses", "sms", "none"]
    touched_by: Literal["entry", "open", "click", "reply"]
    size: int
    window_days: int
    lift: float
    active: tuple[float, float]
    daily_cost: float
    currency: str
    open_rate: float = 0.35
    click_rate: float = 0.2
    touch_rate: float = 1.0

    @property
    def tag(self) -> str:
        """The name as a message tag carries it; see `tag_values` of the sources."""
        if SES_TAG.fullmatch(self.name) and not self.name.startswith("b64_"):
            return self.name
        return "b64_" + base64.urlsafe_b64encode(self.name.encode()).decode().rstrip("=")


def _ses(name: str, **others: object) -> Journey:
    """A campaign that SES's tags name: the name is its id."""
    return Journey(id=name, name=name, source="ses", lake="ses", **others)  # type: ignore[arg-type]


JOURNEYS = (
    _ses("newsletter", touched_by="click", size=30, window_days=7, lift=0.1, active=(0, 1), daily_cost=40,
         currency="EUR"),
    _ses("Café, spring & summer", touched_by="open", size=12, window_days=14, lift=0.8, active=(0.1, 0.7),
         daily_cost=90, currency="EUR", click_rate=0.3),
    Journey(id="0b5e6f0c4d", name="cart reminder", source="connect_journey", lake="ses", touched_by="entry",
            size=10, window_days=2, lift=4, active=(0, 1), daily_cost=15, currency="USD", open_rate=0.55),
    Journey(id="6f1d2c3b4a", name="win back", source="connect_journey", lake="ses", touched_by="open",
            size=12, window_days=21, lift=0.3, active=(0.3, 1), daily_cost=120, currency="EUR",
            open_rate=0.15),
    Journey(id="a1b2c3d4e5", name="welcome", source="pinpoint_journey", lake="none", touched_by="entry",
            size=14, window_days=7, lift=1.5, active=(0, 1), daily_cost=25, currency="EUR", touch_rate=0.5),
    Journey(id="f9e8d7c6b5", name="loyalty", source="pinpoint_campaign", lake="none", touched_by="entry",
            size=6, window_days=30, lift=0.6, active=(0.2, 0.9), daily_cost=30, currency="USD",
            touch_rate=0.8),
    Journey(id="flash", name="flash", source="sms", lake="sms", touched_by="reply", size=8, window_days=1,
            lift=3, active=(0.45, 0.5), daily_cost=10, currency="EUR", touch_rate=0.25),
    Journey(id="vip-2026", name="VIP preview", source="journey_touch", lake="none", touched_by="entry",
            size=3, window_days=3, lift=2.5, active=(0.6, 0.8), daily_cost=60, currency="USD",
            touch_rate=0.9),
    Journey(id="feedback", name="feedback", source="sms", lake="sms", touched_by="reply", size=5,
            window_days=1, lift=0, active=(0, 1), daily_cost=0, currency="EUR", touch_rate=0.1),
)  # fmt: skip
