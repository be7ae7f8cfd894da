"""forget on moto: everything of one user goes, nothing of others, and no projection under way wins."""

import pytest

from operations.forget import LOOKS, OUT_OF_REACH, Forgetting
from tests.support.doubles import item_of
from tests.unit.operations.everywhere import STRANGERS, forget
from tests.unit.operations.evidence_of import touch
from tests.unit.operations.fake_deployment import ATTRIBUTE, FakeDeployment, text_of


def test_everything_of_the_user_goes_and_nothing_of_others(known):
    outcome = forget(known)
    assert outcome.removed == {
        "item": 1,
        "attribute": 1,
        "dead-letter queue message": 2,
        "backlog message": 2,
    }
    assert (outcome.left, outcome.failed, outcome.unseen) == ({}, [], {})
    assert (known.item("ann"), known.campaign("ann")) == (None, "")
    assert known.item("ben") is not None
    assert known.campaign("ben") == "spring"
    for queue in (known.backlog, known.dead_letters):
        assert known.bodies(queue) == sorted(map(text_of, STRANGERS))


def test_again_finds_nothing_and_writes_nothing_to_the_pool(known):
    forget(known)
    known.actions.clear()
    outcome = forget(known)
    assert (outcome.removed.total(), outcome.left, outcome.failed) == (0, {}, [])
    assert "cognito-idp:AdminUpdateUserAttributes" not in known.actions


def test_plan_changes_nothing(known):
    known.actions.clear()
    plan = Forgetting(known.clients, known.deployment, "ann").plan()
    assert len(plan) == 4
    writes = {
        action
        for action in known.actions
        if not action.split(":")[1].startswith(("Get", "List", "Describe", "Query"))
    }
    assert writes == set()


def test_plan_for_nobody_is_empty(shop):
    assert Forgetting(shop.clients, shop.deployment, "ann").plan() == []


def test_projection_under_way_that_writes_after_us_does_not_win(known):
    """It read the item before we deleted it; it writes while we wait, once."""
    writes = iter([True])

    def sleep(_seconds):
        if next(writes, False):
            known.client("cognito-idp").admin_update_user_attributes(
                UserPoolId=known.pool_id,
                Username="ann",
                UserAttributes=[{"Name": ATTRIBUTE, "Value": "spring"}],
            )

    outcome = forget(known, sleep=sleep)
    assert known.campaign("ann") == ""
    assert (outcome.removed["attribute"], outcome.left) == (2, {})


def test_journey_that_keeps_touching_the_user_is_reported(known):
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        known.put(item_of(touch()))

    outcome = forget(known, sleep=sleep)
    assert len(waits) == LOOKS
    assert outcome.left == {
        "item": "still there, or there again: take the user out of the journeys, then run again"
    }


def test_attribute_that_still_shows_is_reported(shop):
    """ListUsers may lag behind the write."""
    entry = {"Username": "ann", "Attributes": [{"Name": ATTRIBUTE, "Value": "spring"}]}
    shop.add_user("ann")
    shop.answer("cognito-idp:ListUsers", lambda _: {"Users": [entry]})
    assert "may lag" in forget(shop).left["attribute"]


def test_user_unknown_to_the_pool(shop):
    shop.put(item_of(touch()))
    outcome = forget(shop)
    assert (+outcome.removed, outcome.left, outcome.failed) == ({"item": 1}, {}, [])


def test_item_under_the_users_address_is_named_but_left(known):
    """It may be the key of someone else; and the name is not printed."""
    known.add_user("cem", email="cem@example.org")
    known.put(item_of(touch(username="cem@example.org")))
    assert forget(known, "cem").left == {"item under the user's email": "run forget for that name, too"}
    assert forget(known, "cem@example.org").left == {}
    assert known.item("cem@example.org") is None


def test_lookups_of_the_user_go_and_those_of_others_stay(known):
    many = {f"endpoint-{n}": "ann" for n in range(30)}
    known.add_lookups(**many, other="ben")
    plan = Forgetting(known.clients, known.deployment, "ann").plan()
    assert "30 lookups that mean the user" in plan
    outcome = forget(known)
    assert (outcome.removed["lookup"], outcome.removed["item"], outcome.left) == (30, 1, {})
    assert known.references() == {"other"}


def test_lookup_that_comes_in_between_goes_too(shop):
    """The index lags; and an event may have told of the user again."""
    shop.add_lookups(first="ann")
    more = iter([True])

    def sleep(_seconds):
        if next(more, False):
            item = {"reference": {"S": "second"}, "username": {"S": "ann"}}
            shop.client("dynamodb").put_item(TableName="shop-lookups", Item=item)

    assert forget(shop, sleep=sleep).removed["lookup"] == 2
    assert shop.references() == set()


def test_lookup_that_the_index_still_shows_is_reported_and_counted_once(shop):
    shop.add_lookups()
    shop.answer("dynamodb:Query", lambda _: {"Items": [{"reference": {"S": "gone"}}]})
    outcome = forget(shop)
    assert (outcome.removed.total(), outcome.failed) == (0, [])
    assert outcome.left == {"lookups": "the table's index still shows some, and may lag: run again"}


def test_lookup_that_means_another_user_by_now_stays(shop):
    """The index lags behind the table."""
    shop.add_lookups(endpoint="ben")
    shop.answer("dynamodb:Query", lambda _: {"Items": [{"reference": {"S": "endpoint"}}]})
    outcome = forget(shop)
    assert (outcome.removed.total(), outcome.failed, shop.references()) == (0, [], {"endpoint"})


def test_token_delivery_alone_leaves_the_attribute_to_its_owner(aws):
    fake = FakeDeployment(attribute=False)
    fake.put(item_of(touch()))
    fake.add_user("ann", "someone else's")
    assert forget(fake).removed["item"] == 1
    assert fake.campaign("ann") == "someone else's"


@pytest.mark.parametrize(
    ("operation", "still_removed"),
    [
        ("dynamodb:DeleteItem", {"attribute", "dead-letter queue message", "backlog message"}),
        ("cognito-idp:AdminUpdateUserAttributes", {"item", "dead-letter queue message", "backlog message"}),
        ("dynamodb:Query", {"item", "attribute", "dead-letter queue message", "backlog message"}),
        ("sqs:GetQueueUrl", {"item", "attribute", "backlog message"}),
        ("sqs:ReceiveMessage", {"item", "attribute"}),
        ("sqs:GetQueueAttributes", {"item", "attribute"}),
    ],
)
def test_step_that_is_refused_is_named_and_keeps_no_other(known, operation, still_removed):
    known.deny(operation)
    outcome = forget(known)
    assert outcome.failed == [f"{operation} was refused with AccessDeniedException"]
    assert {what for what, count in outcome.removed.items() if count} == still_removed


@pytest.mark.parametrize("where", ["journey-analytics", "emails", "texts", "Pinpoint's events", "QuickSight"])
def test_says_which_lakes_and_copies_it_does_not_reach(where):
    assert [line for line in OUT_OF_REACH if where in line.partition(":")[0]] != []
