"""docs/operations.md against the code: permissions, commands, the printed example, the notes on letters."""

import json
from io import BytesIO

import boto3
import pytest
from botocore import xform_name
from moto import mock_aws

from attribution.rules.touch_files import json_parts
from attribution.sources.direct import parse_touches
from attribution.sources.shared.pinpoint_endpoints import username_of
from operations.__main__ import main, parser
from operations.deployment import Deployment
from operations.diagnosis import Verdict, diagnose
from operations.facts import NotReadable
from operations.show import as_text
from tests.support.doubles import item_of
from tests.support.flows import READING
from tests.unit.operations import documented
from tests.unit.operations.evidence_of import evidence, touch, user
from tests.unit.operations.fake_deployment import FakeDeployment

NEEDS_NONE = "sts:GetCallerIdentity"


def used(deliveries, *arguments):
    """The actions that one run needed; ann is everywhere, and the first look finds work."""
    with mock_aws():
        fake = FakeDeployment(**deliveries)
        fake.put(item_of(touch()))
        fake.add_user("ann", "spring")
        for queue in (fake.backlog, fake.dead_letters):
            fake.send(queue, {"username": "ann"}, {"username": "ben"})
        fake.actions.clear()
        main([*arguments, "--user", "ann", "--name-prefix", "shop"], fake.session)
        return set(fake.actions)


@pytest.mark.parametrize("command", [["doctor"], ["forget"], ["forget", "--yes"]], ids=" ".join)
def test_permissions_are_those_that_the_command_uses(monkeypatch, command):
    monkeypatch.setattr("operations.forget.SECONDS_BETWEEN_LOOKS", 0)
    everything = used({}, *command) | used({"attribute": False}, *command)
    assert everything - {NEEDS_NONE} <= documented.permissions(command[0])
    if command != ["forget"]:  # which only shows
        assert everything == documented.permissions(command[0])


@pytest.mark.parametrize("command", ["reconcile", "replay-ledger"])
def test_permissions_of_a_command_that_only_calls(shop, command):
    done = json.dumps({"done": True, "resume": None, "counts": {}}).encode()
    shop.answer("lambda:Invoke", lambda _: {"StatusCode": 200, "Payload": BytesIO(done)})
    shop.actions.clear()
    assert main([command, "--name-prefix", "shop"], shop.session) == 0
    assert set(shop.actions) == documented.permissions(command)


def test_permissions_of_back_fill(shop, tmp_path):
    """Without --upload it only calls."""
    shop.add_back_fill()
    file = tmp_path / "2026.jsonl"
    file.write_text("{}")
    shop.answer("lambda:Invoke", lambda _: {"StatusCode": 200, "Payload": BytesIO(b'{"done": true}')})
    shop.actions.clear()
    arguments = ["back-fill", "--name-prefix", "shop", "--key", "2026.jsonl"]
    assert main(arguments, shop.session) == 0
    assert set(shop.actions) == {"lambda:InvokeFunction"}
    assert main([*arguments, "--upload", str(file)], shop.session) == 0
    assert set(shop.actions) == documented.permissions("back-fill")


def test_example_lines_are_understood():
    lines = [line for line in documented.TEXT.splitlines() if line.startswith("    {")]
    touch_line, endpoint_line = (next(json_parts([line.encode()], after=0)).content for line in lines)
    (found,) = parse_touches([("1", touch_line)], READING, otherwise=None).interactions
    assert (found.username, found.journey.name) == ("ann", "Spring")
    assert username_of(endpoint_line, READING) == "ann"


def test_prefix_that_leads_nowhere_needs_no_more(shop, capsys):
    shop.actions.clear()
    main(["doctor", "--user", "ann", "--name-prefix", "other"], shop.session)
    assert set(shop.actions) - {NEEDS_NONE} <= documented.permissions("doctor")


@pytest.mark.parametrize("line", documented.commands())
def test_commands_are_understood(line):
    words = line.split()
    if words[:3] == [".venv/bin/python", "-m", "operations"]:
        assert parser().parse_args(words[3:]).run
        return
    program, service, operation, *options = words
    model = boto3.client(service).meta.service_model
    names = {xform_name(name, "-"): name for name in model.operation_names}
    known = {xform_name(name, "-") for name in model.operation_model(names[operation]).input_shape.members}
    assert program == "aws"
    assert {option.removeprefix("--") for option in options if option.startswith("--")} <= known


def test_example_is_what_doctor_prints():
    deployment = Deployment(
        prefix="shop",
        account="111122223333",
        region="us-east-1",
        table_name="shop-touches",
        case_sensitive=False,
        username_attribute="username",
        attribute="custom:campaign",
        user_pool_id="us-east-1_AbCd12345",
        backlog_url="https://queue",
        token_arn=None,
    )
    seen = evidence(
        user=user("winter"),
        dead_letters=1,
        schedule=NotReadable("scheduler:GetSchedule was refused with AccessDeniedException"),
    )
    assert documented.example() == as_text(deployment, seen, diagnose(seen))


def test_every_verdict_is_explained():
    for verdict in Verdict:
        assert f"| {verdict} |" in documented.TEXT
