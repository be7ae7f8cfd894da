"""User pools that cannot work are refused at plan, by the real provider, with the fix in the message."""

from typing import Any

import pytest

from emulator.terraform import Terraform, TerraformError
from tests.plan.conftest import CONFIGURATIONS, Plans, UserPools

LONG = {"MinLength": "0", "MaxLength": "256"}
BAD: dict[str, dict[str, Any] | None] = {
    "missing": None,
    "immutable": {"AttributeDataType": "String", "Mutable": False, "StringAttributeConstraints": LONG},
    "too-short": {
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "149"},
    },
    "no-short-names": {
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "256"},
    },
    "number": {"AttributeDataType": "Number", "Mutable": True},
}
FIXES = {
    "missing": [
        "has no attribute custom:campaign. Add it",
        "add-custom-attributes --user-pool-id {pool}",
        "schema {{",
    ],
    "immutable": ["of user pool {pool} is not mutable.", "add another attribute with Mutable=true"],
    "too-short": ["of user pool {pool} is too short:", "add another attribute with MaxLength=256"],
    "no-short-names": ["of user pool {pool} takes no short names:", "add another attribute with MinLength=0"],
    "number": ["of user pool {pool} is not a string.", "add another one of type String"],
}
UNBOUNDED = {
    # Asked for no constraints, Cognito answers with empty ones and MiniStack with none: so only no maximum.
    "AttributeDataType": "String",
    "Mutable": True,
    "StringAttributeConstraints": {"MinLength": "0"},
}


@pytest.fixture(scope="module")
def pools(user_pools: UserPools) -> dict[str, str]:
    ids = {name: user_pools.create(name, attribute) for name, attribute in BAD.items()}
    return {**ids, "unbounded": user_pools.create("unbounded", UNBOUNDED)}


@pytest.fixture(scope="module")
def refusals(
    pools: dict[str, str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What the plan says of each pool; one plan shows all."""
    terraform = Terraform(CONFIGURATIONS / "bad_pools", tmp_path_factory.mktemp("bad_pools"), environment)
    terraform.init()
    with pytest.raises(TerraformError) as refused:
        terraform.plan({"user_pool_ids": pools})
    messages = str(refused.value).removeprefix("Error: ").split("\n\nError: ")
    assert len(messages) == len(BAD), f"One refusal for each bad pool, and nothing else: {messages}"
    return {
        name: "\n".join(message for message in messages if pool in message) for name, pool in pools.items()
    }


@pytest.mark.parametrize("name", BAD)
def test_a_bad_pool_is_refused_with_the_fix(
    name: str, refusals: dict[str, str], pools: dict[str, str]
) -> None:
    for part in FIXES[name]:
        assert part.format(pool=pools[name]) in refusals[name]


def test_each_pool_is_refused_for_one_reason(refusals: dict[str, str]) -> None:
    reasons = {name: message.count("postcondition failed") for name, message in refusals.items()}
    assert reasons == {**dict.fromkeys(BAD, 1), "unbounded": 0}


def test_a_safe_app_client_is_no_warning(plans: Plans) -> None:
    assert plans["minimal"].checks == {"app_clients_may_not_write_the_campaign_attribute": []}


def test_an_app_client_that_nobody_listed_is_a_warning(plans: Plans) -> None:
    [message] = plans["token_only"].checks["app_clients_may_not_write_the_campaign_attribute"]
    assert "these were not looked at" in message
    assert "List them in app_client_ids." in message
