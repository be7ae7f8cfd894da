"""How long a touch counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class LookbackWindows:
    """The window in seconds, and those of journeys that have their own, by id or by name."""

    default_seconds: int
    by_journey: Mapping[str, int] = field(default_factory=dict)

    def seconds(self, journey_id: str, journey_name: str) -> int:
        """The window of one journey; its id counts before its name."""
        by_name = self.by_journey.get(journey_name, self.default_seconds)
        return self.by_journey.get(journey_id, by_name)

    def expires_at(self, touched_at: int, journey_id: str, journey_name: str) -> int:
        """Epoch seconds at which a touch of `touched_at` (epoch milliseconds) stops counting."""
        return touched_at // 1000 + self.seconds(journey_id, journey_name)


def is_over(expires_at: int, now: int) -> bool:
    """Whether a window that ends at `expires_at` (epoch seconds) is over at `now` (epoch milliseconds)."""
    return expires_at * 1000 <= now


def iso(seconds: int) -> str:
    """Epoch seconds as ISO 8601 in UTC, such as ``2026-11-28T09:00:00Z``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
