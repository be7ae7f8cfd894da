"""Token delivery: the current journey as a claim of the ID token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from attribution.rules.claims import with_claim
from attribution.rules.lookback import is_over
from attribution.rules.metrics import Metric
from attribution.rules.touch import Reason
from attribution.rules.username import username_from

if TYPE_CHECKING:
    from kit.metrics import Meter


class CurrentTouch(Protocol):
    """The table, as token delivery needs it."""

    def current(self, username: str) -> tuple[str, int] | None:
        """Name and expiry (epoch seconds) of the user's touch, from one read."""


def add_claim(
    event: dict[str, Any],
    *,
    claim: str,
    case_sensitive: bool,
    table: CurrentTouch,
    now: int,
    meter: Meter,
) -> dict[str, Any]:
    """The event with the claim of the unexpired touch, at `now` (epoch milliseconds)."""
    username = username_from(event.get("userName"), case_sensitive=case_sensitive)
    if isinstance(username, Reason):
        return event
    touch = table.current(username)
    value = None if touch is None or is_over(touch[1], now) else touch[0]
    meter.count(Metric.TOKENS_WITH_CAMPAIGN, int(value is not None))
    return with_claim(event, claim, value)
