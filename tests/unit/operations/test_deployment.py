"""How a deployment is found from its name prefix, on moto, and what is said where there is none."""

import json

import pytest

from operations.deployment import find
from operations.errors import WrongUse
from tests.unit.operations.fake_deployment import ATTRIBUTE, FakeDeployment, arn_of


def test_is_what_its_functions_say(shop):
    found = shop.deployment
    assert (found.table_name, found.attribute, found.user_pool_id) == ("touches", ATTRIBUTE, shop.pool_id)
    assert (found.backlog_url, found.token_arn) == (shop.backlog, arn_of("shop-token"))
    assert (found.account, found.region, found.case_sensitive) == ("123456789012", "us-east-1", False)
    assert found.username_attribute == "login"


def test_username_is_the_users_id_where_no_attribute_is_named(shop):
    del shop.settings["shop-tagging"]["USERNAME_ATTRIBUTE"]
    assert shop.deployment.username_attribute is None


def test_attribute_delivery_alone(aws):
    assert FakeDeployment(token=False).deployment.token_arn is None


def test_token_delivery_alone_learns_its_pool_from_the_functions_policy(aws):
    fake = FakeDeployment(attribute=False)
    assert fake.deployment.user_pool_id == fake.pool_id
    assert not fake.deployment.delivers_attribute


@pytest.mark.parametrize("condition", [{}, {"StringEquals": {"AWS:SourceAccount": "1"}}])
def test_pool_stays_unknown_where_the_policy_names_none(aws, condition):
    fake = FakeDeployment(attribute=False)
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Condition": condition}]})
    fake.answer("lambda:GetPolicy", lambda _: {"Policy": policy})
    assert fake.deployment.user_pool_id is None


def test_prefix_that_leads_nowhere(shop):
    with pytest.raises(WrongUse, match="other-tagging was not found in account 123456789012, Region us-east"):
        find(shop.clients, "other")


def test_neither_delivery(shop):
    del shop.settings["shop-projection"], shop.settings["shop-token"]
    with pytest.raises(WrongUse, match="shop-projection, nor shop-token"):
        find(shop.clients, "shop")


def test_account_that_cannot_be_told(shop):
    shop.deny("sts:GetCallerIdentity")
    with pytest.raises(WrongUse, match="account unknown"):
        find(shop.clients, "other")


def test_functions_of_something_else(shop):
    shop.settings = {"shop-tagging": {"TABLE_NAME": "other"}, "shop-token": {}}
    with pytest.raises(WrongUse, match="shop is no deployment of this module: its functions have no USER"):
        find(shop.clients, "shop")


def test_function_that_may_not_be_looked_up(shop):
    shop.deny("lambda:GetFunctionConfiguration")
    with pytest.raises(WrongUse, match="shop-tagging cannot be looked up: lambda:GetFunctionConfiguration"):
        find(shop.clients, "shop")


def test_settings_under_a_key_that_may_not_be_used(shop):
    locked = {"Error": {"ErrorCode": "AccessDeniedException", "Message": "…"}}
    shop.answer(
        "lambda:GetFunctionConfiguration",
        lambda asked: {
            "FunctionName": asked["FunctionName"], "FunctionArn": arn_of("x"), "Environment": locked,
        },
    )  # fmt: skip
    with pytest.raises(WrongUse, match="you need kms:Decrypt"):
        find(shop.clients, "shop")
