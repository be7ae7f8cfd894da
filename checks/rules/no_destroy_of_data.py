"""What holds data is not destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan


@rule(
    "no-destroy-of-data",
    "Nothing that holds data is destroyed.",
    detail=(
        "Tables, buckets, user pools, log groups, streams, keys, databases, secrets: `data_types`. What is "
        "moved (`moved`), forgotten (`removed` with `destroy = false`) or left in AWS (`skip_destroy`) is "
        "not destroyed."
    ),
)
def no_destroy_of_data(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Replacements are told of by the rule for these."""
    for resource in plan.changes:
        kept = resource.was("skip_destroy") is True
        if resource.type in settings.data_types and resource.actions == ("delete",) and not kept:
            yield Finding(
                no_destroy_of_data.id,
                resource.address,
                "It is destroyed, with its data.",
                "If it has a new address, write a `moved` block; if something else keeps it, a `removed` "
                "block with destroy = false; if it is meant, waive this until then.",
            )
