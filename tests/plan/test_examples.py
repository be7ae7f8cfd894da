"""Every example of a source can be planned as it stands, and says in its first lines what it is about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from emulator.declared import blocks
from emulator.terraform import Terraform
from tests.plan.planned import UNKNOWN, Plan

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples" / "sources").glob("*/main.tf"))
HEADER = ["# Who sends what: ", "# To set up there: ", "# What arrives: "]
# What an example asks for besides the user pool and its app client.
GIVEN = {
    "bucket": "lists-of-touches",
    "connect_instance_arn": "arn:aws:connect:us-east-1:000000000000:instance/0a1b2c3d",
    "pinpoint_application_id": "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f",
    "publisher_role_name": "newsletter",
}

each = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


def sources_of_the_module() -> set[str]:
    text = (REPOSITORY / "variables.sources.tf").read_text()
    return set(re.findall(r"^    (\w+) += optional\(", text, re.MULTILINE))


def variables_of(example: Path) -> set[str]:
    return {name for block in blocks(example / "main.tf")["variable"] for name in block}


def test_every_source_has_an_example() -> None:
    assert {path.name for path in EXAMPLES} == sources_of_the_module()


@each
def test_first_lines_say_who_sends_what(example: Path) -> None:
    lines = (example / "main.tf").read_text().splitlines()
    assert [line[: len(begin)] for line, begin in zip(lines, HEADER, strict=False)] == HEADER
    assert lines[len(HEADER)] == ""


@each
def test_lines_fit(example: Path) -> None:
    assert [line for line in (example / "main.tf").read_text().splitlines() if len(line) > 120] == []


@each
def test_plans_its_source_and_no_other(
    example: Path, fitting: dict[str, str], environment: dict[str, str], tmp_path: Path
) -> None:
    given: dict[str, Any] = {name: (fitting | GIVEN)[name] for name in variables_of(example)}
    terraform = Terraform(example, tmp_path, environment)
    terraform.init()
    planned = terraform.plan(given)
    assert planned.plan["errored"] is False
    plan = Plan(planned.plan)
    assert [name for name, problems in plan.checks.items() if problems] == []
    (tagging,) = (r for r in plan.of_type("aws_lambda_function") if r.function == "tagging")
    (settings,) = tagging.values["environment"]
    assert settings["variables"] != UNKNOWN, (
        f"{example.name}: a source is configured by what is known at plan"
    )
    assert settings["variables"]["SOURCES"] == example.name
    assert set(plan.outputs) >= {name for block in blocks(example / "main.tf")["output"] for name in block}
