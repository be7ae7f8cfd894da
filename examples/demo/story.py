"""What happens in the demo, as data: journeys, users, and what everyone must see at each moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.standins.pinpoint import endpoint

Payload = Mapping[str, Any] | None

APPLICATION_ID = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
BLANK = ""


@dataclass(frozen=True, slots=True)
class Journey:
    id: str
    name: str


WELCOME = Journey("1c5e0b7a4f3d4e6f9a2b8c7d6e5f4a3b", "Welcome")
SALE = Journey("2d6f1c8b5a4e4f7a8b3c9d8e7f6a5b4c", "Sale")
WIN_BACK = Journey("3e7a2d9c6b5f4a8b9c4d0e9f8a7b6c5d", "Win-back")
JOURNEYS = (WELCOME, SALE, WIN_BACK)


@dataclass(frozen=True, slots=True)
class Visit:
    """An endpoint reaches a journey's custom-channel activity."""

    endpoint_id: str
    payload: Payload
    refused: str | None = None
    """The reason that tagging must give; None: the visit must be recorded."""


def customer(username: str) -> Visit:
    return Visit(f"email-of-{username.lower()}", endpoint(username))


WITHOUT_USERNAME = Visit(
    "newsletter-only",
    endpoint("nobody", User={"UserId": "newsletter-4711", "UserAttributes": {}}),
    refused="username_missing",
)
NULL_ENDPOINT = Visit("deleted-meanwhile", None, refused="endpoint_null")
ANN_IN_CAPITALS = customer("ANN")


@dataclass(frozen=True, slots=True)
class Act:
    """Journeys that run one after the other, and the moment after them, when everybody looks."""

    moment: str
    what: str
    audiences: tuple[tuple[Journey, tuple[Visit, ...]], ...]


ACTS = (
    Act(
        "right after",
        "A first journey reaches its audience, a user unknown to the pool and two broken endpoints",
        (
            (
                WELCOME,
                (
                    ANN_IN_CAPITALS,
                    customer("ben"),
                    customer("cleo"),
                    customer("dan"),
                    customer("zoe"),
                    WITHOUT_USERNAME,
                    NULL_ENDPOINT,
                ),
            ),
        ),
    ),
    Act(
        "replaced",
        "A second journey reaches two of them, and two others: the new journey replaces the old one",
        ((SALE, (customer("ben"), customer("cleo"), customer("eva"), customer("fay"))),),
    ),
    Act(
        "re-entered",
        "A third journey runs; cleo re-enters the first one, and dan does who never left it",
        (
            (WIN_BACK, (customer("fay"), customer("gil"))),
            (WELCOME, (customer("cleo"), customer("dan"))),
        ),
    ),
)

MOMENTS = ("before", *(act.moment for act in ACTS), "expired")

# What the app must see of each user of the pool, at each of the moments.
SEEN: dict[str, tuple[str, ...]] = {
    "ann": (BLANK, WELCOME.name, WELCOME.name, WELCOME.name, BLANK),
    "ben": (BLANK, WELCOME.name, SALE.name, SALE.name, BLANK),
    "cleo": (BLANK, WELCOME.name, SALE.name, WELCOME.name, BLANK),
    "dan": (BLANK, WELCOME.name, WELCOME.name, WELCOME.name, BLANK),
    "eva": (BLANK, BLANK, SALE.name, SALE.name, BLANK),
    "fay": (BLANK, BLANK, SALE.name, WIN_BACK.name, BLANK),
    "gil": (BLANK, BLANK, BLANK, WIN_BACK.name, BLANK),
    "hana": (BLANK, BLANK, BLANK, BLANK, BLANK),
}
USERS = tuple(SEEN)
STRANGER = "zoe"


def seen_at(moment: str) -> dict[str, str]:
    position = MOMENTS.index(moment)
    return {user: values[position] for user, values in SEEN.items()}


def answers_to(visits: tuple[Visit, ...]) -> dict[str, dict[str, str]]:
    """What the tagging function must answer, by endpoint."""
    return {
        visit.endpoint_id: {"tagged": "true"}
        if visit.refused is None
        else {"tagged": "false", "reason": visit.refused}
        for visit in visits
    }


def journeys_of(user: str, acts: Sequence[Act] = ACTS) -> list[str]:
    """The names of the journeys that the user entered, in order."""
    return [
        journey.name for act in acts for journey, visits in act.audiences if user in map(username_of, visits)
    ]


def username_of(visit: Visit) -> str | None:
    """The user that a visit means: the pool does not tell Ann from ann."""
    spelled = spelled_username_of(visit)
    return spelled and spelled.lower()


def spelled_username_of(visit: Visit) -> str | None:
    names = visit.payload and visit.payload["User"]["UserAttributes"].get("username")
    return names[0] if names else None


def counts() -> dict[str, int]:
    """What the functions must have counted in the end, retries or not."""
    visits = [visit for act in ACTS for _, visits in act.audiences for visit in visits]
    refusals = Counter(visit.refused for visit in visits if visit.refused)
    recorded = [visit for visit in visits if visit.refused is None]
    return {
        "TouchesRecorded": len(recorded),
        "TouchesRejected": refusals.total(),
        **{rejected_for(reason): count for reason, count in refusals.items()},
        "TouchesExpired": len({username_of(visit) for visit in recorded}),
        # the stranger is looked for twice: to set the attribute, and to blank it
        "UsersNotFound": 2,
    }


def rejected_for(reason: str) -> str:
    return f"TouchesRejected: {reason}"
