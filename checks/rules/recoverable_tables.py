"""Tables can be brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan


@rule(
    "recoverable-tables",
    "Every table can be recovered to a point in time.",
)
def recoverable_tables(plan: Plan, _: Settings) -> Iterator[Finding]:
    """Backups of other kinds are not in a plan."""
    for table in plan.of_type("aws_dynamodb_table"):
        if table.given("point_in_time_recovery") is False or (
            table.get("point_in_time_recovery", 0, "enabled") in (False, None)
        ):
            yield Finding(
                recoverable_tables.id,
                table.address,
                "It cannot be recovered to a point in time.",
                "Set point_in_time_recovery { enabled = true }.",
            )
