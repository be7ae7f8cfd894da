"""Every example can be planned as it stands, and says in its first lines what it is about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from emulator.declared import blocks
from emulator.terraform import Terraform
from tests.plan.planned import UNKNOWN, Plan, part_of, without_any_tags

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples" / "sources").glob("*/main.tf"))
# Of the other modules; the demo has a program of its own.
OF_MODULES = sorted(
    path.parent for path in (REPOSITORY / "examples").glob("*/main.tf") if path.parent.name != "demo"
)
HEADER = ["# Who sends what: ", "# To set up there: ", "# What arrives: "]
# What an example asks for besides the user pool and its app client.
GIVEN = {
    "bucket": "lists-of-touches",
    "connect_instance_arn": "arn:aws:connect:us-east-1:000000000000:instance/0a1b2c3d",
    "pinpoint_application_id": "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f",
    "publisher_role_name": "newsletter",
}

each = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
all_of_them = pytest.mark.parametrize("example", EXAMPLES + OF_MODULES, ids=lambda path: path.name)


def sources_of_the_module() -> set[str]:
    text = (REPOSITORY / "variables.sources.tf").read_text()
    return set(re.findall(r"^    (\w+) += optional\(", text, re.MULTILINE))


def variables_of(example: Path) -> set[str]:
    return {name for block in blocks(example / "main.tf").get("variable", []) for name in block}


def outputs_of(example: Path) -> set[str]:
    return {name for block in blocks(example / "main.tf")["output"] for name in block}


def test_every_source_has_an_example() -> None:
    assert {path.name for path in EXAMPLES} == sources_of_the_module()


@all_of_them
def test_first_lines_say_who_sends_what(example: Path) -> None:
    lines = (example / "main.tf").read_text().splitlines()
    assert [line[: len(begin)] for line, begin in zip(lines, HEADER, strict=False)] == HEADER
    assert lines[len(HEADER)] == ""


@all_of_them
def test_lines_fit(example: Path) -> None:
    assert [line for line in (example / "main.tf").read_text().splitlines() if len(line) > 120] == []


@pytest.fixture(scope="module")
def planned(
    fitting: dict[str, str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """One plan for all examples, each a module of one root as it stands: a plan takes seconds."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "repository").symlink_to(REPOSITORY)
    (folder / "all").mkdir()
    given = {name: json.dumps(value) for name, value in (fitting | GIVEN).items()}
    with (folder / "all" / "main.tf").open("w") as root:
        for example in EXAMPLES + OF_MODULES:
            lines = [f'source = "../repository/{example.relative_to(REPOSITORY)}"']
            lines += [f"{name} = {given[name]}" for name in variables_of(example)]
            root.write("\n  ".join([f'module "{example.name}" {{', *lines]) + "\n}\n")
            root.write(f'output "{example.name}" {{\n  value = module.{example.name}\n}}\n')
    terraform = Terraform(folder / "all", tmp_path_factory.mktemp("work"), environment)
    terraform.init()
    return terraform.plan({}).plan


@each
def test_plans_its_source_and_no_other(example: Path, planned: dict[str, Any]) -> None:
    assert planned["errored"] is False
    plan = Plan(part_of(planned, example.name))
    assert plan.checks, "the module's own checks were looked for in the wrong place"
    assert [name for name, problems in plan.checks.items() if problems] == []
    (tagging,) = (r for r in plan.of_type("aws_lambda_function") if r.function == "tagging")
    (settings,) = tagging.values["environment"]
    assert settings["variables"] != UNKNOWN, (
        f"{example.name}: a source is configured by what is known at plan"
    )
    assert settings["variables"]["SOURCES"] == example.name
    assert told_by(plan, example) >= outputs_of(example)


@pytest.mark.parametrize("example", OF_MODULES, ids=lambda path: path.name)
def test_plans_its_modules(example: Path, planned: dict[str, Any]) -> None:
    plan = Plan(part_of(planned, example.name))
    assert [name for name, problems in plan.checks.items() if problems] == []
    assert plan.of_type(
        "aws_glue_catalog_table", "aws_kinesis_firehose_delivery_stream", "aws_lambda_function"
    )
    assert told_by(plan, example) >= outputs_of(example)


@all_of_them
def test_own_configuration_set_tells_the_attribution(example: Path, planned: dict[str, Any]) -> None:
    """A set in `sources.ses` that the example makes sends its events to EventBridge, not to a lake alone."""
    plan = Plan(part_of(planned, example.name))
    rules = [json.loads(rule.values["event_pattern"]) for rule in plan.of_type("aws_cloudwatch_event_rule")]
    heard = {
        name
        for rule in rules
        if "aws.ses" in rule.get("source", [])
        for name in rule["detail"]["mail"]["tags"]["ses:configuration-set"]
    }
    made = {one.values["configuration_set_name"] for one in plan.of_type("aws_sesv2_configuration_set")}
    telling = {
        one.values["configuration_set_name"]
        for one in plan.of_type("aws_sesv2_configuration_set_event_destination")
        if one.values["event_destination"][0]["event_bridge_destination"]
    }
    assert heard & made <= telling
    if example.name in {"ses", "analytics"}:
        assert heard & made, "the example was looked at in the wrong place"


@pytest.mark.parametrize("example", OF_MODULES, ids=lambda path: path.name)
def test_objects_take_no_tags_of_the_provider(example: Path, planned: dict[str, Any]) -> None:
    objects = Plan(part_of(planned, example.name)).of_type("aws_s3_object")
    assert [one.address for one in objects if not without_any_tags(one)] == []
    if example.name == "analytics":
        assert len(objects) == 2


def told_by(plan: Plan, example: Path) -> set[str]:
    return {name for name, value in plan.outputs[example.name].items() if value is not None}
