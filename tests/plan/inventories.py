"""Inventories: what a plan must contain, as YAML beside the tests.

``counts`` and ``outputs`` are the whole truth; ``values`` lists the attributes that someone chose to pin.
"""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.plan.planned import Plan

FOLDER = Path(__file__).parent / "inventories"
COMMAND = "UPDATE_INVENTORIES=1 pytest tests/plan"


def expected(name: str) -> dict[str, Any]:
    file = FOLDER / f"{name}.yaml"
    return yaml.safe_load(file.read_text()) if file.exists() else {}


def actual(plan: Plan, chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The inventory of a plan, with the values at the chosen addresses and attributes."""
    found = {resource.address: resource.values for resource in plan.resources}
    return {
        "counts": plan.counts,
        "values": {
            address: {name: found[address].get(name) for name in attributes}
            for address, attributes in chosen.items()
            if address in found
        },
        "outputs": {name: value for name, value in plan.outputs.items() if name != "given"},
    }


def update(name: str, inventory: Mapping[str, Any]) -> None:
    (FOLDER / f"{name}.yaml").write_text(_yaml(inventory))


def difference(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    return "\n".join(
        difflib.unified_diff(
            _yaml(wanted).splitlines(),
            _yaml(found).splitlines(),
            "inventory",
            "plan",
            lineterm="",
        )
    )


def _yaml(inventory: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(inventory), sort_keys=True, width=110)
