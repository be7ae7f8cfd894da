"""What each configuration plans, compared with the inventory beside this file."""

import os

import pytest

from tests.plan import inventories
from tests.plan.planned import Plan


def test_plan_equals_its_inventory(plan: Plan, configuration: str) -> None:
    wanted = inventories.expected(configuration)
    found = inventories.actual(plan, wanted.get("values", {}))
    if os.environ.get("UPDATE_INVENTORIES"):
        inventories.update(configuration, found)
        return
    if wanted != found:
        pytest.fail(
            f"The plan of {configuration} is not what inventories/{configuration}.yaml says:\n"
            f"{inventories.difference(wanted, found)}\n"
            f"If the plan is right: {inventories.COMMAND}",
            pytrace=False,
        )
