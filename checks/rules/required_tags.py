"""What can have tags has those that the organisation wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan, Resource


@rule(
    "required-tags",
    "Whatever can have tags has every key of `required_tags`.",
    detail="With a value; `default_tags` of the provider count. Without the setting it has nothing to say.",
)
def required_tags(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Only keys are told: values of tags may be sensitive."""
    for resource in plan.resources:
        if resource.type in settings.untagged_types or "tags_all" not in resource.values:
            continue
        missing = [key for key in settings.required_tags if _lacks(resource, key)]
        if missing:
            yield Finding(
                required_tags.id,
                resource.address,
                f"It has no tag {', '.join(missing)}.",
                "Set tags (the modules have an input of that name), or default_tags of the provider.",
            )


def _lacks(resource: Resource, key: str) -> bool:
    tags, all_tags = resource.get("tags"), resource.get("tags_all")
    if all_tags == UNKNOWN:
        return not tags  # the provider leaves it open where there is no tag at all, or an unknown one
    return not resource.get("tags_all", key)
