"""What a plan would change, attribute by attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.terraform import PlanResult


def drift(again: PlanResult) -> dict[tuple[str, str], set[str]]:
    """Type and address of each resource that would change -> the names of its attributes that would."""
    return {
        (planned["type"], planned["address"]): _differing(
            planned["change"]["before"], planned["change"]["after"]
        )
        for planned in again.plan["resource_changes"]
        if planned["address"] in again.changed()
    }


def _differing(before: Any, after: Any, name: str = "all of it") -> set[str]:
    """Names at whatever depth, without those above them."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(before.get(key), after.get(key), key) for key in before.keys() | after.keys()]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(*pair, name) for pair in zip(before, after, strict=True)]
    else:
        return set() if before == after else {name}
    return {found for pair in pairs for found in _differing(*pair)}
