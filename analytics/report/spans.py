"""Conversions by the time that they took, in spans that a reader thinks in. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from analytics.report.earnings import ratio

Rows = list[dict[str, Any]]

# Upper bounds in hours, exclusive; the last has none.
_BINS: tuple[tuple[str, int | None], ...] = (
    ("under 1 hour", 1),
    ("1 to 6 hours", 6),
    ("6 to 12 hours", 12),
    ("12 to 24 hours", 24),
    ("1 to 2 days", 48),
    ("2 to 3 days", 72),
    ("3 to 5 days", 120),
    ("5 to 7 days", 168),
    ("7 to 14 days", 336),
    ("14 to 30 days", 720),
    ("30 days or more", None),
)


def binned(rows: Rows) -> Rows:
    """Conversions by whole hour -> by span, with the share of all that are that fast or faster."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        span = next(name for name, bound in _BINS if bound is None or row["hours"] < bound)
        counts[span] += row["conversions"]
    total, so_far = sum(counts.values()), 0
    binned: Rows = []
    for name, _ in _BINS:
        so_far += counts[name]
        binned.append({"span": name, "conversions": counts[name], "share_so_far": ratio(so_far, total)})
        if so_far == total:
            break
    return binned if total else []
