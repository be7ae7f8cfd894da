"""Roles have the boundary of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan


@rule(
    "permissions-boundary",
    "Every role and user has a permissions boundary.",
    detail="One of `permissions_boundaries`, if that is set.",
    on=False,
)
def permissions_boundary(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """A boundary that is made by the same plan is unknown, and is one."""
    wanted = settings.permissions_boundaries
    which = f", one of {', '.join(wanted)}" if wanted else ""
    for holder in plan.of_type("aws_iam_role", "aws_iam_user"):
        boundary = holder.get("permissions_boundary")
        if not boundary:
            problem = "There is no permissions boundary."
        elif wanted and boundary != UNKNOWN and not matches(str(boundary), wanted):
            problem = f"The permissions boundary is {holder.show('permissions_boundary')}."
        else:
            continue
        fix = f"Set permissions_boundary{which}; the modules take it as permissions_boundary_arn."
        yield Finding(permissions_boundary.id, holder.address, problem, fix)
