"""What is special to a Connect journey's Custom action."""

import json
from dataclasses import replace

from attribution.rules.touch import Outcome, Reason
from attribution.sources import load
from kit.errors import Throttled
from tests.support.flows import NOW, READING
from tests.unit.attribution.sources.case import CASES, Visit, World
from tests.unit.attribution.sources.cases.connect_journey import payload, profile, with_data

CASE = CASES["connect_journey"]
(SOURCE,) = load(["connect_journey"])
SPRING, SUMMER = Visit(), Visit(journey_id="summer", journey_name="Summer")


def said(answer):
    return {entry["Id"]: entry["ResultData"] for entry in answer["Items"]["CustomerProfiles"]}


def test_every_profile_is_answered_with_its_exact_id():
    """A missing one counts as an error of the whole call."""
    profiles = [profile("ana"), with_data("{}"), profile("bo"), None, profile("ana")]
    (answer,) = World().send(CASE, [payload(profiles, SPRING)])
    assert said(answer) == {
        "profile-of-ana": {"tagged": "true"},
        "bad": {"tagged": "false", "reason": "user_attributes_missing"},
        "profile-of-bo": {"tagged": "true"},
    }
    assert len(answer["Items"]["CustomerProfiles"]) == 3


def test_profile_that_could_not_be_recorded_is_told_and_fails_nobody_else():
    world = World()
    record = world.table.record
    world.table.record = lambda touch: _refused() if touch.username == "bo" else record(touch)
    (answer,) = world.send(CASE, [payload([profile("ana"), profile("bo")], SPRING)])
    assert said(answer) == {
        "profile-of-ana": {"tagged": "true"},
        "profile-of-bo": {"tagged": "false", "reason": "not_recorded"},
    }


def _refused():
    raise Throttled("refused")


def test_repeat_of_a_call_counts_at_the_moment_of_the_first():
    """I4: else a repeat would make an older journey current again."""
    world = World()
    call = payload([profile("ana")], SPRING)
    world.send(CASE, [call], now=NOW)
    world.send(CASE, [payload([profile("ana")], SUMMER)], now=NOW + 5_000)
    (answer,) = world.send(CASE, [call], now=NOW + 10_000)
    assert world.table.items["ana"].journey_name == "Summer"
    assert said(answer) == {"profile-of-ana": {"tagged": "false", "reason": "superseded"}}


def test_reentry_is_a_call_of_its_own():
    """I2"""
    world = World()
    world.send(CASE, [payload([profile("ana", token="t1")], SPRING)], now=NOW)
    world.send(CASE, [payload([profile("ana", token="t2")], SUMMER)], now=NOW + 5_000)
    world.send(CASE, [payload([profile("ana", token="t3")], SPRING)], now=NOW + 10_000)
    assert world.table.items["ana"].journey_name == "Spring welcome"
    assert world.table.items["ana"].touched_at == NOW + 10_000


def test_profile_without_a_token_is_recorded_now():
    world = World()
    world.send(CASE, [payload([profile("ana") | {"IdempotencyToken": None}], SPRING)])
    assert world.table.items["ana"].touched_at == NOW
    assert world.lookups.calls == {}


def test_first_moment_that_cannot_be_had_is_a_profile_not_recorded():
    world = World()
    world.lookups.fail = lambda _: Throttled("refused")
    (answer,) = world.send(CASE, [payload([profile("ana")], SPRING)])
    assert said(answer) == {"profile-of-ana": {"tagged": "false", "reason": "not_recorded"}}
    assert world.meter.counts["TouchesFailed"] == 1


def test_account_number_where_no_attribute_is_named():
    """AWS's migration of endpoints puts User.UserId there."""
    reading = replace(READING, username_attribute=None)
    data = [{"accountNumber": "Ana"}, {}, {"accountNumber": 7}]
    event = payload(
        [with_data(json.dumps(each)) | {"ProfileId": str(n)} for n, each in enumerate(data)], SPRING
    )
    parsed = SOURCE.parse(event, reading)
    assert [(i.item, i.username) for i in parsed.interactions] == [("0", "ana")]
    assert [r.reason for r in parsed.rejections] == [Reason.USERNAME_MISSING, Reason.USERNAME_NOT_TEXT]


def test_result_data_stays_far_below_the_limit():
    """32 KB for each profile."""
    parsed = SOURCE.parse(payload([profile("ana")], SPRING), READING)
    for result in (*Reason, *Outcome):
        (entry,) = SOURCE.answer(parsed, {"profile-of-ana": result})["Items"]["CustomerProfiles"]
        assert len(json.dumps(entry["ResultData"])) < 1024
