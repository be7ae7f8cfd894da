"""Logs are kept for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan


@rule(
    "log-retention",
    "Logs are not kept for ever.",
    detail=(
        "Every log group has a retention, of `max_log_retention_days` at most if that is set; every "
        "function has its log group in the plan, since Lambda would make one without retention."
    ),
)
def log_retention(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Looks at log groups, and at functions without one."""
    most = settings.max_log_retention_days
    limit = f"at most {most}" if most else "a number of days"
    groups = plan.of_type("aws_cloudwatch_log_group")
    for group in groups:
        days = group.get("retention_in_days")
        if not days:
            problem = "Its events are kept for ever."
        elif most and isinstance(days, int) and days > most:
            problem = f"Its events are kept for {group.show('retention_in_days')} days."
        else:
            continue
        yield Finding(log_retention.id, group.address, problem, f"Set retention_in_days to {limit}.")
    names = {name for group in groups if isinstance(name := group.get("name"), str)}
    for function in plan.of_type("aws_lambda_function"):
        own = function.get("logging_config", 0, "log_group")
        if own == UNKNOWN and function.given("logging_config", 0, "log_group") is False:
            own = None  # Lambda fills in the usual one
        name = own if isinstance(own, str) else f"/aws/lambda/{function.get('function_name')}"
        if UNKNOWN not in name and name not in names:
            yield Finding(
                log_retention.id,
                function.address,
                "Its log group is not in the plan, so that Lambda makes one that is kept for ever.",
                "Add it as an aws_cloudwatch_log_group with a retention; its name is that in logging_config, "
                "else /aws/lambda/ and the function's name.",
            )
