"""What doctor reads, on moto: the right facts, one user only, and nothing is changed."""

import pytest

from operations.diagnosis import Verdict, diagnose
from operations.evidence import collect
from operations.facts import EventSource, NotReadable, UnreadableItem
from tests.support.doubles import item_of
from tests.unit.operations.evidence_of import NOW, touch
from tests.unit.operations.fake_deployment import ATTRIBUTE, FakeDeployment, arn_of


def seen(fake, name="ann"):
    return collect(fake.clients, fake.deployment, name, NOW)


class TestUser:
    def test_agrees(self, shop):
        shop.put(item_of(touch()))
        shop.add_user("ann", "spring")
        evidence = seen(shop)
        assert [one.item for one in evidence.held] == [touch()]
        assert evidence.user.campaign == "spring"
        assert diagnose(evidence).seen == {"attribute": "spring", "token": "spring"}
        assert diagnose(evidence).verdict is Verdict.AGREE

    def test_capitals_are_folded_as_the_product_does(self, shop):
        shop.put(item_of(touch()))
        shop.add_user("ann", "spring")
        assert diagnose(seen(shop, "Ann")).verdict is Verdict.AGREE

    def test_username_kept_with_capitals_in_the_pool(self, aws):
        """ListUsers compares case by case, so both spellings are tried."""
        fake = FakeDeployment(pool={"UsernameConfiguration": {"CaseSensitive": True}})
        fake.add_user("Ann")
        fake.put(item_of(touch()))
        evidence = seen(fake, "Ann")
        assert evidence.user.username == "Ann"
        assert "capitals" in {cause.code for cause in diagnose(evidence).causes}

    def test_nobody(self, shop):
        shop.add_user("ben", "spring")
        evidence = seen(shop)
        assert (evidence.user, evidence.held) == (None, ())

    def test_filter_that_is_ignored_finds_no_stranger(self, shop):
        stranger = {"Username": "ben", "Attributes": [{"Name": "email", "Value": "ben@example.org"}]}
        shop.answer("cognito-idp:ListUsers", lambda _: {"Users": [stranger]})
        assert seen(shop).user is None

    def test_quotes_cannot_leave_the_filter(self, shop):
        filters = []
        shop.answer("cognito-idp:ListUsers", lambda asked: filters.append(asked["Filter"]) or {"Users": []})
        seen(shop, 'a"b\\c')
        assert filters[0] == 'username = "a\\"b\\\\c"'

    @pytest.mark.parametrize("asked", ["ann", "ann@example.org"])
    def test_touch_under_an_address_is_found_from_both_names(self, shop, asked):
        shop.add_user("ann", "spring", email="ann@example.org")
        shop.put(item_of(touch(username="ann@example.org")))
        evidence = seen(shop, asked)
        assert [(one.key, one.item.journey_name) for one in evidence.held] == [("email", "spring")]
        assert "touch-under-alias" in {cause.code for cause in diagnose(evidence).causes}

    def test_address_of_two_users_is_nobodys(self, shop):
        for name in ("ann", "anna"):
            shop.add_user(name, email="shared@example.org")
        assert seen(shop, "shared@example.org").user is None

    def test_preferred_username_counts_only_where_it_is_an_alias(self, aws):
        without = FakeDeployment()
        without.add_user("ann", preferred_username="ben")
        without.put(item_of(touch(username="ben")))
        assert seen(without).held == ()

    def test_preferred_username_as_alias(self, aws):
        fake = FakeDeployment(pool={"AliasAttributes": ["preferred_username"]})
        fake.add_user("ann", preferred_username="annie")
        fake.put(item_of(touch(username="annie")))
        assert [one.key for one in seen(fake).held] == ["preferred_username"]

    def test_item_that_is_no_touch(self, shop):
        shop.put({"username": {"S": "ann"}, "expires_at": {"S": "soon"}, "touched_at": {"N": "1"}})
        assert seen(shop).held[0].item == UnreadableItem(("expires_at", "journey_name"))

    def test_item_that_the_functions_can_read_is_a_touch(self, shop):
        needed = {
            name: item_of(touch())[name] for name in ("username", "journey_name", "touched_at", "expires_at")
        }
        shop.put(needed)
        assert seen(shop).held[0].item.journey_name == "spring"

    def test_pool_stays_unknown_where_the_policy_may_not_be_read(self, aws):
        fake = FakeDeployment(attribute=False)
        fake.deny("lambda:GetPolicy")
        fake.put(item_of(touch()))
        evidence = seen(fake)
        assert isinstance(evidence.user, NotReadable)
        assert diagnose(evidence).verdict is Verdict.AGREE


class TestMachinery:
    def test_queues_mappings_and_schedule(self, shop):
        shop.send(shop.backlog, {"username": "ben"}, {"username": "cem"})
        shop.send(shop.dead_letters, {"username": "ben"})
        evidence = seen(shop)
        assert (evidence.waiting, evidence.dead_letters, evidence.schedule) == (2, 1, "ENABLED")
        assert evidence.stream == evidence.backlog == EventSource(state="Enabled", last_result="OK")

    def test_what_is_gone(self, shop):
        shop.answer("lambda:ListEventSourceMappings", lambda _: {"EventSourceMappings": []})
        shop.answer("scheduler:GetSchedule", lambda _: "ResourceNotFoundException")
        evidence = seen(shop)
        assert (evidence.stream, evidence.backlog, evidence.schedule) == (None, None, None)

    def test_clients_that_may_write_the_attribute(self, shop):
        shop.add_client("all", WriteAttributes=["email", ATTRIBUTE])
        shop.add_client("default")
        assert sorted(seen(shop).writers) == ["all", "default"]

    def test_pool_without_a_case_setting_tells_ann_from_ann(self, shop):
        """Cognito's own default; a description without the setting means it."""
        shop.answer("cognito-idp:DescribeUserPool", lambda _: {"UserPool": {"Id": shop.pool_id}})
        assert seen(shop).pool.case_sensitive is True

    def test_trigger_of_the_newer_kind(self, shop):
        newer = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn_of("shop-token")}}
        shop.answer("cognito-idp:DescribeUserPool", lambda _: {"UserPool": {"LambdaConfig": newer}})
        assert seen(shop).pool.token_trigger == arn_of("shop-token")


PIECES = {
    "dynamodb:GetItem": "item in the table",
    "cognito-idp:ListUsers": "user in the pool",
    "cognito-idp:DescribeUserPool": "settings of the pool",
    "cognito-idp:ListUserPoolClients": "app clients",
    "cognito-idp:DescribeUserPoolClient": "app clients",
    "scheduler:GetSchedule": "schedule of the expiration",
    "sqs:GetQueueUrl": "dead-letter queue",
}


@pytest.mark.parametrize("operation", PIECES)
def test_refusal_is_named_and_spoils_nothing_else(shop, operation):
    shop.put(item_of(touch()))
    shop.add_user("ann", "spring")
    shop.deny(operation)
    assert seen(shop).not_readable == {
        PIECES[operation]: f"{operation} was refused with AccessDeniedException"
    }


def test_refusals_that_hide_two_pieces(shop):
    for operation in ("sqs:GetQueueAttributes", "lambda:ListEventSourceMappings"):
        shop.deny(operation)
    assert list(seen(shop).not_readable) == [
        "stream mapping", "backlog mapping", "backlog queue", "dead-letter queue",
    ]  # fmt: skip


def test_user_is_never_read_by_the_call_that_bills_them(shop):
    shop.add_user("ann", "spring")
    shop.actions.clear()
    seen(shop)
    assert "cognito-idp:ListUsers" in shop.actions
    assert "cognito-idp:AdminGetUser" not in shop.actions
