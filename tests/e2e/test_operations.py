"""The operator's command line on the emulator: its own process, a role with the documented permissions."""

from __future__ import annotations

import json
import time

import pytest

from emulator.standins.pinpoint import endpoint, journey_calls
from tests.e2e.operators import operator
from tests.support.waiting import eventually


@pytest.fixture
def operate(deployments):
    with operator(deployments.stack, "shop") as run:
        yield run


def enter(project, journey, username):
    for payload in journey_calls(journey, {"endpoint": endpoint(username)}):
        project.tag(payload)


def test_doctor_tells_agree_from_differ(shop, operate):
    def doctor():
        done = operate("doctor", "--user", "Patient", "--json")
        assert done.returncode in {0, 1}, done.stderr
        said = json.loads(done.stdout)
        assert said["not_readable"] == {}
        assert done.returncode == (said["verdict"] != "agree")
        return said

    shop.add_user("patient")
    enter(shop, "spring", "patient")
    eventually(lambda: shop.campaign("patient"), "shop_spring")
    assert doctor()["verdict"] == "agree"
    shop.set_campaign("patient", "wrong")
    assert doctor()["verdict"] == "on its way"  # for all that doctor can see of so young a touch
    shop.client("dynamodb").update_item(
        TableName=shop.outputs["table_name"],
        Key={"username": {"S": "patient"}},
        UpdateExpression="SET touched_at = :earlier",
        ExpressionAttributeValues={":earlier": {"N": str(int(time.time() - 600) * 1000)}},
    )
    eventually(lambda: doctor()["verdict"], "differ")
    said = doctor()
    assert (said["expected"], said["seen"]["attribute"]) == ("shop_spring", "wrong")
    assert "left-behind" in {cause["code"] for cause in said["causes"]}


def test_forget_removes_one_user_and_no_other(shop, operate):
    for name in ("leaving", "staying"):
        shop.add_user(name)
        enter(shop, "spring", name)
        shop.send_dead_letter({"username": name})
    eventually(lambda: {shop.campaign(name) for name in ("leaving", "staying")}, {"shop_spring"})

    shown = operate("forget", "--user", "Leaving")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shop.item("leaving") is not None

    done = operate("forget", "--user", "Leaving", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "staying" not in done.stdout
    assert (shop.item("leaving"), shop.campaign("leaving")) == (None, "")
    assert shop.item("staying") is not None
    assert shop.campaign("staying") == "shop_spring"
    letters = {json.dumps({"username": name}) for name in ("leaving", "staying")}
    assert letters.intersection(shop.dead_letters()) == {json.dumps({"username": "staying"})}

    again = operate("forget", "--user", "Leaving", "--yes")
    assert again.returncode == 0
    assert "nothing was removed" in again.stdout
    operate("forget", "--user", "staying", "--yes")
    assert letters.isdisjoint(shop.dead_letters())


def test_what_the_role_may_not_read_is_named(shop, operate):
    """The emulator denies what a role lacks; the role of forget lacks a part of what doctor reads."""
    done = operate("doctor", "--user", "nobody", "--json", role="forget")
    not_readable = set(json.loads(done.stdout)["not_readable"])
    assert not_readable == {
        "settings of the pool",
        "app clients",
        "stream mapping",
        "backlog mapping",
        "schedule of the expiration",
    }


def test_reconcile_settles_who_differs(shop, operate):
    shop.add_user("restored")
    enter(shop, "spring", "restored")
    eventually(lambda: shop.campaign("restored"), "shop_spring")
    shop.set_campaign("restored", "from a backup")
    done = operate("reconcile", "--walk", "pool", "--segments", "16")
    assert (done.returncode, done.stderr) == (0, "")
    assert "done after" in done.stdout
    eventually(lambda: shop.campaign("restored"), "shop_spring")
