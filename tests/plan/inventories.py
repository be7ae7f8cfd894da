"""Inventories: what a plan must contain, as YAML beside the tests; those of examples in a folder of theirs.

``counts``, ``names`` and ``outputs`` are the whole truth; ``values`` lists the attributes that someone chose
to pin: what the configuration or the example is there to show.
"""

import difflib
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plan.planned import Plan, Resource

FOLDER = Path(__file__).parent / "inventories"
COMMAND = "UPDATE_INVENTORIES=1 .venv/bin/pytest tests/plan/test_inventories.py"


def written(folder: Path = FOLDER) -> set[str]:
    """The inventories that there are, of configurations or of examples."""
    return {file.stem for file in folder.glob("*.yaml")}


def compare(name: str, found: Mapping[str, Any]) -> None:
    """Fail with the difference and the command that accepts it; where updates are wanted, accept it."""
    if os.environ.get("UPDATE_INVENTORIES"):
        file(name).parent.mkdir(exist_ok=True)
        file(name).write_text(_yaml(found))
        return
    wanted = expected(name)
    if wanted != found:
        pytest.fail(
            f"The plan of {name} is not what inventories/{name}.yaml says:\n{_difference(wanted, found)}\n"
            f"If the plan is right: {COMMAND}",
            pytrace=False,
        )


def expected(name: str) -> dict[str, Any]:
    return yaml.safe_load(file(name).read_text()) if file(name).exists() else {}


def file(name: str) -> Path:
    return FOLDER / f"{name}.yaml"


def actual(plan: Plan, chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The inventory of a plan, with the values at the chosen addresses and attributes."""
    found = {resource.address: resource.values for resource in plan.resources}
    for address in chosen.keys() - found:
        pytest.fail(
            f"An inventory pins {address}, which is not planned any more: pin what took its place, in the"
            " YAML, or delete the entry",
            pytrace=False,
        )
    return {
        "counts": plan.counts,
        "values": {
            address: {name: found[address].get(name) for name in attributes}
            for address, attributes in chosen.items()
        },
        "outputs": {name: value for name, value in plan.outputs.items() if name != "given"},
    }


def names(plan: Plan, name_of: Mapping[str, Callable[[Resource], str]]) -> dict[str, list[str]]:
    """Physical names by type, of the types that have one."""
    found = defaultdict(list)
    for resource in plan.of_type(*name_of):
        found[resource.type].append(name_of[resource.type](resource))
    return {kind: sorted(found[kind]) for kind in sorted(found)}


def _difference(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> str:
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
