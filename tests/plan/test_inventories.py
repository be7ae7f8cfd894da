"""What each configuration and each example plans, compared with the inventories beside this file."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.plan import inventories
from tests.plan.conftest import CONFIGURATIONS, PLANNED, SYSTEMS, TOGETHER
from tests.plan.planned import Plan, part_of
from tests.plan.test_examples import EXAMPLES, OF_MODULES, all_of_them, planned
from tests.plan.test_rules import UNIQUE_NAMES, unique_name

__all__ = ["planned"]  # a fixture: pytest looks for it here

OF_EXAMPLES = inventories.FOLDER / "examples"
# Planned by a test of its own: what it has is refused.
REFUSED = "bad_pools"
# Those of log groups and alarms follow from the functions', and outputs list the dozens of views.
NOT_LISTED = {"aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_glue_catalog_table"}
NAMED = dict.fromkeys(UNIQUE_NAMES.keys() - NOT_LISTED, unique_name)


def test_plan_equals_its_inventory(plan: Plan, configuration: str) -> None:
    chosen = inventories.expected(configuration).get("values", {})
    inventories.compare(configuration, inventories.actual(plan, chosen))


@all_of_them
def test_example_equals_its_inventory(
    example: Path, planned: dict[str, Any], fitting: dict[str, str]
) -> None:
    text = json.dumps(part_of(planned, example.name)).replace(f'"module.{example.name}.', '"')
    for variable, value in fitting.items():  # ids that MiniStack makes up anew each time
        text = text.replace(value, f"({variable})")
    plan, name = Plan(json.loads(text)), f"examples/{example.name}"
    found = inventories.actual(plan, inventories.expected(name).get("values", {}))
    found["outputs"] = found["outputs"][example.name]
    inventories.compare(name, found | {"names": inventories.names(plan, NAMED)})


def test_every_configuration_is_planned_and_has_an_inventory() -> None:
    """PLANNED of conftest.py names each folder; a new system goes into the one of all systems."""
    folders = {path.parent.name for path in CONFIGURATIONS.glob("*/main.tf")}
    assert folders == {*PLANNED, TOGETHER, REFUSED} - {*SYSTEMS}
    assert inventories.written() == {*PLANNED}


def test_every_example_has_an_inventory() -> None:
    assert inventories.written(OF_EXAMPLES) == {example.name for example in EXAMPLES + OF_MODULES}


def test_every_inventory_of_an_example_pins_what_it_is_there_to_show() -> None:
    written = {name: inventories.expected(f"examples/{name}") for name in inventories.written(OF_EXAMPLES)}
    assert [name for name, inventory in written.items() if not any(inventory["values"].values())] == []


def test_what_was_pinned_and_is_gone_is_said() -> None:
    """An update must not drop it: nobody would be asked."""
    with pytest.raises(
        pytest.fail.Exception, match=r"pins aws_sqs_queue\.gone, which is not planned any more"
    ):
        inventories.actual(Plan({"resource_changes": []}), {"aws_sqs_queue.gone": {"name": "x"}})


def test_a_difference_comes_with_the_command_that_accepts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UPDATE_INVENTORIES", raising=False)
    found = inventories.expected("minimal")
    queues = found["counts"].pop("aws_sqs_queue")
    with pytest.raises(pytest.fail.Exception) as failed:
        inventories.compare("minimal", found)
    assert f"\n-  aws_sqs_queue: {queues}\n" in str(failed.value)
    assert str(failed.value).endswith(f"If the plan is right: {inventories.COMMAND}")
