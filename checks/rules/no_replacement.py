"""What holds data is not made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.plan import REMOVED, Plan
from checks.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings


@rule(
    "no-replacement",
    "Nothing that holds data is replaced by a new, empty one.",
    detail="The touch table above all; the same `data_types`.",
)
def no_replacement(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Whether the old one is destroyed or forgotten: the new one is empty."""
    for resource in plan.changes:
        actions = set(resource.actions)
        if resource.type in settings.data_types and "create" in actions and actions & REMOVED:
            because = f": {', '.join(resource.replace_paths)}" if resource.replace_paths else ""
            yield Finding(
                no_replacement.id,
                resource.address,
                f"It is replaced, and its data is lost or left behind{because}.",
                "Take back what forces it; if only the address has changed, write a `moved` block; if it "
                "is meant, move the data first and waive this until then.",
            )
