"""What the views have to say, in plain Python and from what happened, not from the ledger's entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.unit.analytics.attribution.lake import DAY, entry

FIRST, LAST, HALF_LIFE_DAYS = 0.4, 0.4, 7.0
ENDS = ("expiry", "removal")


@dataclass
class Touched:
    at: int
    journey: str
    window_seconds: int
    ends: int = 0


@dataclass
class History:
    """What happened to one user: touches and removals in order of time, in milliseconds."""

    user: str
    touches: list[Touched] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)


def history(user: str, steps: list[tuple[int, str | None, int]], number: int) -> History:
    """The table's item of a user through (moment, journey or None for a removal, window in seconds).

    An item whose window is over is swept before the next step at an even moment, else it is found there.
    """
    told = History(user)
    item: dict[str, Any] | None = None
    for at, journey, window in steps:
        if item and item["expires_at"] * 1000 <= at and at % 2 == 0:
            _add(told, number, "expiry", item, item["expires_at"] * 1000)
            item = None
        if journey is None:
            if item:
                over = item["expires_at"] * 1000 <= at
                _add(told, number, "expiry" if over else "removal", item, at)
                for touched in told.touches:
                    if not over:
                        touched.ends = min(touched.ends, at // 1000 * 1000)
                item = None
            continue
        running = item is not None and item["expires_at"] * 1000 > at
        kind = "touch"
        previous: dict[str, Any] = {}
        if running and item:
            kind = "repeat" if item["journey_name"] == journey else "replacement"
            previous = {"previous_journey_id": f"id-{item['journey_name']}"}
            previous |= {f"previous_{name}": value for name, value in item.items()}
        item = {"journey_name": journey, "touched_at": at, "expires_at": at // 1000 + window}
        told.touches.append(Touched(at, journey, window, item["expires_at"] * 1000))
        _add(told, number, kind, item, at, **previous)
    return told


def switched_on(told: History, missed: int) -> History:
    """The same, of a ledger that began after so many entries: the next one tells of the touch it found."""
    lost, kept = told.entries[:missed], told.entries[missed:]
    first = sum(entry["kind"] not in ENDS for entry in lost)
    if lost and kept and lost[-1]["kind"] not in ENDS and kept[0]["kind"] != "touch":
        first -= 1
    return History(told.user, told.touches[first:], kept)


def _add(told: History, number: int, kind: str, item: dict[str, Any], recorded: int, **previous: Any) -> None:
    count = number + len(told.entries)
    told.entries.append(
        entry(
            count,
            kind,
            told.user,
            item["journey_name"],
            item["touched_at"],
            item["expires_at"],
            recorded_at=recorded,
            **previous,
        )
    )


def path(told: History | None, at: int, *, collapse: bool) -> list[Touched]:
    """The touches whose windows are open at that moment, oldest first."""
    touches = [touched for touched in (told.touches if told else []) if touched.at <= at < touched.ends]
    if not collapse:
        return touches
    kept: list[Touched] = []
    for touched in touches:
        if kept and kept[-1].journey == touched.journey:
            kept.pop()
        kept.append(touched)
    return kept


def shares(model: str, on_path: list[Touched]) -> list[float]:
    """The credit of each touch of a path."""
    count = len(on_path)
    if model == "first_touch":
        return [1.0] + [0.0] * (count - 1)
    if model == "last_touch":
        return [0.0] * (count - 1) + [1.0]
    if model == "linear":
        return [1 / count] * count
    if model == "position_based":
        if count == 1:
            return [1.0]
        if count == 2:
            return [FIRST / (FIRST + LAST), LAST / (FIRST + LAST)]
        return [FIRST, *[(1 - FIRST - LAST) / (count - 2)] * (count - 2), LAST]
    weights = [2 ** ((touched.at - on_path[-1].at) / DAY / HALF_LIFE_DAYS) for touched in on_path]
    return [weight / sum(weights) for weight in weights]


def credits_of(model: str, on_path: list[Touched]) -> dict[str, float]:
    """Journey -> credit; all to (none) without a touch."""
    if not on_path:
        return {"(none)": 1.0}
    found: dict[str, float] = {}
    for touched, share in zip(on_path, shares(model, on_path), strict=True):
        if share > 0:
            found[touched.journey] = found.get(touched.journey, 0.0) + share
    return found
