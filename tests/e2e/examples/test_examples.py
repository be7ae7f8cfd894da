"""The examples of a platform repo, applied: what a stranger gets from them, and nothing left to change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.e2e.examples.conftest import LEFT_OUT, of_the_attribution
from tests.e2e.lakes.drift import drift
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from tests.e2e.examples.conftest import Examples


def add_user(examples: Examples, pool: str, username: str) -> None:
    examples.client("cognito-idp").admin_create_user(UserPoolId=pool, Username=username)


def campaign(examples: Examples, pool: str, username: str) -> str:
    """What the app reads: absent and blank are the same."""
    user = examples.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=username)
    return next((a["Value"] for a in user["UserAttributes"] if a["Name"] == "custom:campaign"), "")


def tag(examples: Examples, example: str, touch: dict[str, str]) -> Any:
    answer = examples.client("lambda").invoke(
        FunctionName=examples.outputs[example]["tagging_function_name"],
        Payload=json.dumps({"touches": [touch]}).encode(),
    )
    return json.loads(answer["Payload"].read())


def test_a_touch_of_the_minimal_example_ends_up_in_its_pool(examples: Examples) -> None:
    pool = examples.outputs["minimal"]["user_pool_id"]
    add_user(examples, pool, "ann")
    answer = tag(examples, "minimal", {"username": "ann", "journey_id": "spring"})
    assert answer == {"recorded": 1, "superseded": 0, "rejected": [], "failed": []}
    eventually(lambda: campaign(examples, pool, "ann"), "spring")


def test_functions_work_under_the_boundary(examples: Examples) -> None:
    """From the bus through the inbox to the pool, by roles that the boundary bounds."""
    pool = examples.given["user_pool_id"]
    add_user(examples, pool, "bob")
    event = {
        "EventBusName": examples.outputs["own-key-and-boundary"]["event_bus_name"],
        "Source": "shop.newsletter",
        "DetailType": "Journey Touch",
        "Detail": json.dumps({"username": "bob", "journey_id": "summer"}),
    }
    assert examples.client("events").put_events(Entries=[event])["FailedEntryCount"] == 0
    eventually(lambda: campaign(examples, pool, "bob"), "summer")


def test_boundary_lets_through_what_the_roles_are_for(examples: Examples) -> None:
    """Else a role could do less than its policies say, or the example would allow more than it must."""
    iam = examples.client("iam")
    pages = iam.get_paginator("list_roles").paginate()
    names = [role["RoleName"] for page in pages for role in page["Roles"]]
    roles = [iam.get_role(RoleName=name)["Role"] for name in names if name.startswith("own-key-")]
    (boundary,) = {role["PermissionsBoundary"]["PermissionsBoundaryArn"] for role in roles}
    version = iam.get_policy(PolicyArn=boundary)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=boundary, VersionId=version)["PolicyVersion"]["Document"]
    policies = [
        iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
        for role in roles
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    ]
    assert {action for policy in policies for action in actions(policy)} == actions(document)


def actions(document: dict[str, Any]) -> set[str]:
    listed = [statement["Action"] for statement in document["Statement"]]
    return {action for one in listed for action in ([one] if isinstance(one, str) else one)}


def test_every_example_of_the_attribution_is_applied_and_tells_what_a_person_needs(
    examples: Examples,
) -> None:
    assert {*examples.outputs, *LEFT_OUT} == set(of_the_attribution())
    told = {f"{name}.{key}": value for name, of in examples.outputs.items() for key, value in of.items()}
    assert {name: value for name, value in told.items() if not value} == {}


def test_a_second_plan_changes_nothing(examples: Examples) -> None:
    """I10"""
    assert drift(examples.second_plan.result()) == {}
