"""What the customers buy and what the journeys cost, as data, and what the report must make of it.

Two models are worked out here in plain Python, from the story alone; the views have to come to the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examples.demo.story import (
    ACTS,
    MOMENTS,
    SALE,
    SEEN,
    WELCOME,
    WIN_BACK,
    Journey,
    journeys_of,
    username_of,
)

NONE = "(none)"
CURRENCY = "EUR"
BOUGHT = "purchase"


@dataclass(frozen=True, slots=True)
class Purchase:
    """A customer buys for so many euros, right after a moment of the story."""

    user: str
    moment: str
    value: float


PURCHASES = (
    Purchase("ann", "right after", 60.0),
    Purchase("ben", "replaced", 90.0),
    Purchase("cleo", "re-entered", 45.0),
    Purchase("fay", "re-entered", 120.0),
    Purchase("hana", "expired", 30.0),
    Purchase("ann", "expired", 25.0),
)
COSTS: Mapping[Journey, float] = {WELCOME: 35.0, SALE: 100.0, WIN_BACK: 48.0}


@dataclass(frozen=True, slots=True)
class Mailing:
    """What its audience does with a journey's email."""

    journey: Journey
    opened: tuple[str, ...]
    clicked: tuple[str, ...]


MAILINGS = (
    Mailing(WELCOME, opened=("ann", "ben", "cleo"), clicked=("ann", "cleo")),
    Mailing(SALE, opened=("ben", "fay"), clicked=("ben",)),
    Mailing(WIN_BACK, opened=("fay", "gil"), clicked=("fay",)),
)


def audience_of(journey: Journey) -> tuple[str, ...]:
    """The customers whom a journey reaches, each once."""
    visits = [
        visit for act in ACTS for entered, visited in act.audiences if entered == journey for visit in visited
    ]
    users = dict.fromkeys(map(username_of, visits))
    return tuple(user for user in users if user in SEEN)


def journeys_before(purchase: Purchase) -> list[str]:
    """The journeys that the buyer entered up to the purchase, in order; none after the window."""
    if purchase.moment == MOMENTS[-1]:
        return []
    return journeys_of(purchase.user, ACTS[: MOMENTS.index(purchase.moment)])


def revenue(model: str) -> dict[str, float]:
    """Journey -> euros under the model, what no journey explains included."""
    earned: dict[str, float] = defaultdict(float)
    for purchase in PURCHASES:
        for journey, share in _shares(model, journeys_before(purchase)).items():
            earned[journey] += share * purchase.value
    return dict(earned)


def _shares(model: str, path: Sequence[str]) -> dict[str, float]:
    if not path:
        return {NONE: 1.0}
    if model == "last_touch":
        return {path[-1]: 1.0}
    if model == "first_touch":
        return {path[0]: 1.0}
    shares: dict[str, float] = defaultdict(float)
    exposures = [journey for place, journey in enumerate(path) if place == 0 or path[place - 1] != journey]
    for journey in exposures:
        shares[journey] += 1 / len(exposures)
    return dict(shares)


def roi(model: str) -> dict[str, float]:
    """Journey -> (revenue - cost) / cost."""
    earned = revenue(model)
    return {journey.name: (earned.get(journey.name, 0) - cost) / cost for journey, cost in COSTS.items()}
