"""Every example can be planned as it stands, and says in its first lines what it is about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from emulator.declared import blocks
from emulator.terraform import Terraform
from tests.plan.planned import UNKNOWN, Plan, Resource, part_of, without_any_tags
from tests.plan.test_rules import UNIQUE_NAMES, unique_name

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples" / "sources").glob("*/main.tf"))
# Of the attribution in a platform repo, and of the other modules; the demo has a program of its own.
OF_MODULES = sorted(
    path.parent for path in (REPOSITORY / "examples").glob("*/main.tf") if path.parent.name != "demo"
)
HEADER = ["# Who sends what: ", "# To set up there: ", "# What arrives: "]
# What an example asks for besides the user pool and its app client.
GIVEN = {
    "bucket": "lists-of-touches",
    "connect_instance_arn": "arn:aws:connect:us-east-1:000000000000:instance/0a1b2c3d",
    "configuration_set": "journeys",
    "pinpoint_application_id": "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f",
    "pinpoint_stream_arn": "arn:aws:kinesis:us-east-1:000000000000:stream/pinpoint",
    "publisher_role_name": "newsletter",
    "sms_topic_arns": {
        "events": "arn:aws:sns:us-east-1:000000000000:sms-events",
        "replies": "arn:aws:sns:us-east-1:000000000000:sms-replies",
    },
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


# To each module that imports it, a fixture is another one: what they share stands here.
_planned: dict[str, Any] = {}


@pytest.fixture(scope="session")
def planned(
    fitting: dict[str, str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """One plan for all examples, each a module of one root as it stands: a plan takes seconds."""
    if _planned:
        return _planned
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
    _planned.update(terraform.plan({}).plan)
    return _planned


@each
def test_plans_its_source_and_no_other(example: Path, planned: dict[str, Any]) -> None:
    assert planned["errored"] is False
    plan = Plan(part_of(planned, example.name))
    assert plan.checks, "the module's own checks were looked for in the wrong place"
    assert [name for name, problems in plan.checks.items() if problems] == []
    assert sources_in(plan) == {example.name}
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


def test_no_two_examples_share_a_name(planned: dict[str, Any]) -> None:
    """All of them can stand in one account and Region, side by side."""
    users: dict[tuple[str, str], set[str]] = {}
    for one in Plan(planned).of_type(*UNIQUE_NAMES, "aws_iam_policy"):
        name = unique_name(one) if one.type in UNIQUE_NAMES else one.values["name"]
        users.setdefault((one.type, name), set()).add(one.address.split(".")[1])
    assert {name: examples for name, examples in users.items() if len(examples) > 1} == {}
    assert {name for examples in users.values() for name in examples} >= {one.name for one in OF_MODULES}


def part(planned: dict[str, Any], name: str) -> Plan:
    return Plan(part_of(planned, name))


def test_minimal_is_one_deployment_with_the_defaults(planned: dict[str, Any]) -> None:
    plan = part(planned, "minimal")
    assert [r.values["name"] for r in tables(plan)] == ["journey-attribution-touches"]
    assert {r.values["permissions_boundary"] for r in plan.of_type("aws_iam_role")} == {None}
    assert the_keys(plan) == {None}


def test_several_projects_share_the_writes_that_cognito_allows(planned: dict[str, Any]) -> None:
    """Cognito allows 25 in an account and Region; the alarm's threshold is what is written in 48 hours."""
    plan = part(planned, "several-projects")
    begins = {r.values["name"].removesuffix("-touches"): r.values["tags"]["project"] for r in tables(plan)}
    assert begins == {"projects-shop": "shop", "projects-travel": "travel"}
    alarms = {
        r.values["alarm_name"]: r.values["threshold"] for r in plan.of_type("aws_cloudwatch_metric_alarm")
    }
    rates = [alarms[f"{begin}-backlog-depth"] / (48 * 3600) for begin in begins]
    assert len(set(rates)) == 1
    assert sum(rates) == 20


def test_own_key_and_boundary_are_everywhere(planned: dict[str, Any]) -> None:
    """Both are made in the same apply, so their ARNs are unknown: only what goes without has a value."""
    plan = part(planned, "own-key-and-boundary")
    assert the_keys(plan) == {UNKNOWN}
    assert {r.values["permissions_boundary"] for r in plan.of_type("aws_iam_role")} == {UNKNOWN}


def test_existing_alarm_topic_hears_of_every_alarm(planned: dict[str, Any]) -> None:
    plan = part(planned, "existing-alarm-topic")
    alarms = plan.of_type("aws_cloudwatch_metric_alarm")
    assert len(alarms) > 10
    for actions in ("alarm_actions", "ok_actions"):
        assert [r.address for r in alarms if r.values[actions] not in (UNKNOWN, [UNKNOWN])] == []
    (document,) = (d for d in plan.documents if d.name == "on_call")
    (statement,) = document.values["statement"]
    assert statement["actions"] == ["sns:Publish"]
    assert statement["principals"] == [{"type": "Service", "identifiers": ["cloudwatch.amazonaws.com"]}]


def test_token_delivery_writes_no_attribute(planned: dict[str, Any]) -> None:
    plan = part(planned, "token-delivery")
    functions = {r.function: r for r in plan.of_type("aws_lambda_function")}
    assert set(functions) == {"expiration", "tagging", "token"}
    (pool,) = plan.of_type("aws_cognito_user_pool")
    (trigger,) = pool.values["lambda_config"]
    name = trigger["pre_token_generation"].rpartition(":")[2]
    assert name == functions["token"].values["function_name"]
    assert not pool.values["schema"]


def test_private_artifacts_run_what_was_uploaded(planned: dict[str, Any]) -> None:
    plan = part(planned, "private-artifacts")
    uploaded = {
        (r.values["bucket"], r.values["key"], r.values["source_hash"]) for r in plan.of_type("aws_s3_object")
    }
    taken = {
        (r.values["s3_bucket"], r.values["s3_key"], r.values["source_code_hash"])
        for r in plan.of_type("aws_lambda_function", "aws_lambda_layer_version")
    }
    assert taken == uploaded
    assert len(taken) == 2


def test_every_source_has_them_all(planned: dict[str, Any]) -> None:
    assert sources_in(part(planned, "every-source")) == sources_of_the_module()


def tables(plan: Plan) -> list[Resource]:
    """Of touches: one for each deployment."""
    return [r for r in plan.of_type("aws_dynamodb_table") if r.name == "touches"]


def the_keys(plan: Plan) -> set[str | None]:
    """Of what a key of the caller's own can encrypt; a table's is unknown, whether one was given or not."""
    attributes = {
        "aws_cloudwatch_event_bus": "kms_key_identifier",
        "aws_cloudwatch_log_group": "kms_key_id",
        "aws_lambda_function": "kms_key_arn",
        "aws_sqs_queue": "kms_master_key_id",
    }
    return {r.values[attributes[r.type]] for r in plan.of_type(*attributes)}


def sources_in(plan: Plan) -> set[str]:
    """Which sources the one tagging function takes."""
    (tagging,) = (r for r in plan.of_type("aws_lambda_function") if r.function == "tagging")
    (settings,) = tagging.values["environment"]
    assert settings["variables"] != UNKNOWN, (
        f"{tagging.address}: a source is configured by what is known at plan"
    )
    return set(settings["variables"]["SOURCES"].split(","))


def told_by(plan: Plan, example: Path) -> set[str]:
    return {name for name, value in plan.outputs[example.name].items() if value is not None}
