"""Policies can be judged before they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.plan import DOCUMENT, ELSEWHERE, Plan, Resource
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings

ATTRIBUTES = ("assume_role_policy", "policy", "policy_document")
# What an expression may name that leads to a document; a plan does not tell what locals are.
LEADS = (f"data.{DOCUMENT}.", *ELSEWHERE)


@rule(
    "readable-policies",
    "Every policy can be looked at before it is applied.",
    detail=(
        "Known at plan, or from an `aws_iam_policy_document`, whose statements a plan shows all the same:"
        " else the other rules would pass over it."
    ),
)
def readable_policies(plan: Plan, _: Settings) -> Iterator[Finding]:
    """`jsonencode` of anything unknown is unknown as a whole."""
    some_wait = any(document.get("json") == UNKNOWN for document in plan.documents)
    for resource in plan.resources:
        for attribute in ATTRIBUTES:
            if resource.get(attribute) == UNKNOWN and not _is_readable(resource, attribute, some_wait):
                yield Finding(
                    readable_policies.id,
                    resource.address,
                    f"{attribute} is known only after apply, so that no rule can look at it.",
                    f"Write it as a data source {DOCUMENT}, or put the ARNs in it together from names.",
                )


def _is_readable(resource: Resource, attribute: str, some_wait: bool) -> bool:
    if not resource.given(attribute):
        return True  # AWS fills it in, or the plan has no configuration
    return some_wait and any(name.startswith(LEADS) for name in resource.references(attribute))
