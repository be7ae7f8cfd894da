"""What each function and each sender may do: ``privileges.yaml``, by hand so that no grant slips in."""

from pathlib import Path

import pytest
import yaml

from tests.plan.planned import UNKNOWN, Plan, owner_of

PRIVILEGES = Path(__file__).with_name("privileges.yaml")


def found(plan: Plan, deployment: str) -> dict[str, dict[str, list[str]]]:
    privileges: dict[str, dict[str, list[str]]] = {}
    for statement in plan.statements:
        if statement.deployment == deployment and statement.kind not in {"trust", "bucket"}:
            privileges.setdefault(statement.owner, {})[str(statement.sid)] = sorted(statement.actions)
    return privileges


def test_nobody_may_do_more_or_less(plan: Plan, configuration: str) -> None:
    wanted = yaml.safe_load(PRIVILEGES.read_text())[configuration]
    for deployment in {resource.deployment for resource in plan.resources}:
        granted = found(plan, deployment)
        if granted != wanted:
            pytest.fail(
                f"{configuration} {deployment}: privileges.yaml grants\n{yaml.safe_dump(wanted)}\n"
                f"and the plan\n{yaml.safe_dump(granted)}",
                pytrace=False,
            )


def test_every_role_is_looked_at(plan: Plan) -> None:
    """A role and the documents of its policies have one name."""
    owners = {(s.deployment, s.owner) for s in plan.statements if s.kind == "role"}
    assert owners == {(r.deployment, owner_of(r)) for r in plan.of_type("aws_iam_role")}


def test_every_function_has_a_role(plan: Plan) -> None:
    owners = {(s.deployment, s.owner) for s in plan.statements if s.kind == "role"}
    assert {(r.deployment, owner_of(r)) for r in plan.of_type("aws_lambda_function")} <= owners


def test_everything_is_allowed_and_nothing_denied(plan: Plan) -> None:
    """A Deny would make the statements above say less than the truth. A bucket's policy only denies."""
    for kind, effects in {True: {"Deny"}, False: {"Allow"}}.items():
        assert {s.effect for s in plan.statements if (s.kind == "bucket") is kind} <= effects


def test_resources_of_a_project_are_its_own(plan: Plan) -> None:
    projects = {
        (r.deployment, r.values["source_arn"].split("/")[1])
        for r in plan.of_type("aws_lambda_permission")
        if r.values["principal"].startswith("pinpoint.") and r.values["source_arn"] != UNKNOWN
    }
    looked_up = {
        (s.deployment, resource.split("/")[1])
        for s in plan.statements
        if s.sid == "LookUpJourneyNames"
        for resource in s.resources
    }
    assert looked_up == projects
    assert len({project for _, project in projects}) == len(projects)
