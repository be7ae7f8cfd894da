"""The six attribution models, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

NONE = "(none)"  # the views' name for what no journey explains


@dataclass(frozen=True, slots=True)
class Model:
    """Key in the views, title, and what it does."""

    key: str
    title: str
    meaning: str


MODELS = (
    Model("last_touch", "Last touch", "all credit to the last touch before the conversion"),
    Model("first_touch", "First touch", "all credit to the first touch of the path"),
    Model("linear", "Linear", "each touch of the path gets the same credit"),
    Model(
        "position_based",
        "Position",
        "fixed shares for the first and the last touch, the rest for those between",
    ),
    Model("time_decay", "Time decay", "a touch counts half as much for each half-life that it is older"),
    Model("stamped", "Stamped", "the journey that the app put on the event, where the ledger bears it out"),
)
TITLES = {model.key: model.title for model in MODELS}
