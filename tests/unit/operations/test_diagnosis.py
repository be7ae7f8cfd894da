"""doctor's rules: each cause alone, what makes the verdict, and that nothing else does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import causes, machinery
from operations.diagnosis import Verdict, diagnose
from operations.facts import EventSource, NotReadable, UnreadableItem
from tests.unit.operations.evidence_of import (
    NOW,
    TOKEN_ARN,
    WORKING,
    evidence,
    held,
    pool,
    touch,
    user,
)

RUNBOOKS = Path(__file__).parents[3] / "docs" / "runbooks"
DENIED = NotReadable("scheduler:GetSchedule was refused with AccessDeniedException")
BLANK, STALE = user(campaign=""), user(campaign="winter")
OFF = EventSource(state="Disabled", last_result="OK")
FAILING = EventSource(state="Enabled", last_result="PROBLEM: Function call failed")

AGREE, ON_ITS_WAY, DIFFER, NOT_KNOWN = Verdict

# What is seen -> the cause that must be named, and the verdict.
CASES = [
    ("change-young", {"held": (held(touch(age_seconds=59)),), "user": BLANK}, ON_ITS_WAY),
    ("left-behind", {"held": (held(touch(age_seconds=60)),), "user": BLANK}, DIFFER),
    ("left-behind", {"user": STALE}, DIFFER),
    ("left-behind", {"user": STALE, "waiting": NotReadable("denied")}, DIFFER),
    ("window-just-over", {"held": (held(touch(left_seconds=-119)),)}, ON_ITS_WAY),
    ("window-just-over", {"held": (held(touch(left_seconds=-120)),)}, ON_ITS_WAY),
    ("window-just-over", {"held": (held(touch(left_seconds=-5)),), "schedule": DENIED}, ON_ITS_WAY),
    ("expiration-not-running", {"held": (held(touch(left_seconds=-121)),)}, DIFFER),
    ("expiration-not-running", {"held": (held(touch(left_seconds=-5)),), "schedule": "DISABLED"}, DIFFER),
    ("backlog-waits", {"user": STALE, "waiting": 12}, ON_ITS_WAY),
    ("backlog-waits", {"user": STALE, "waiting": 12, "backlog": OFF}, DIFFER),
    ("backlog-waits", {"user": None, "waiting": 12}, DIFFER),
    ("dead-letters", {"user": STALE, "dead_letters": 2}, DIFFER),
    ("stream-mapping-off", {"user": STALE, "stream": OFF}, DIFFER),
    ("stream-mapping-off", {"user": STALE, "stream": None}, DIFFER),
    ("stream-mapping-off", {"held": (held(touch(age_seconds=1)),), "user": BLANK, "stream": OFF}, DIFFER),
    ("stream-mapping-failing", {"user": STALE, "stream": FAILING}, DIFFER),
    ("backlog-mapping-off", {"user": STALE, "backlog": OFF}, DIFFER),
    ("backlog-mapping-failing", {"user": STALE, "backlog": FAILING}, DIFFER),
    ("schedule-off", {"schedule": None}, AGREE),
    ("schedule-off", {"schedule": "DISABLED"}, AGREE),
    ("user-unknown", {"user": None}, DIFFER),
    ("capitals", {"user": None, "asked": "Ann", "pool": pool(case_sensitive=True)}, DIFFER),
    (
        "capitals",
        {"held": (), "asked": "Ann", "user": user(username="Ann"), "case_sensitive": True},
        DIFFER,
    ),
    ("case-settings-disagree", {"pool": pool(case_sensitive=True)}, AGREE),
    ("case-settings-disagree", {"case_sensitive": True}, AGREE),
    ("touch-under-alias", {"held": (held(touch(), "email"),), "user": BLANK}, DIFFER),
    ("two-items", {"held": (held(touch()), held(touch("winter"), "email")), "user": BLANK}, DIFFER),
    ("attribute-without-touch", {"held": ()}, DIFFER),
    ("item-unreadable", {"held": (held(UnreadableItem(("journey_name",))),)}, NOT_KNOWN),
    ("attribute-may-be-forged", {"writers": ("web",)}, AGREE),
    (
        "token-trigger-unset",
        {"token_arn": TOKEN_ARN, "delivers_attribute": False, "user": BLANK},
        DIFFER,
    ),
]


@pytest.mark.parametrize(("code", "changes", "verdict"), CASES)
def test_cause_is_named_and_says_what_to_do(code, changes, verdict):
    found = diagnose(evidence(**changes))
    named = {cause.code: cause for cause in found.causes}
    assert code in named
    assert named[code].todo
    assert found.verdict is verdict


def test_runbooks_are_there():
    named = {cause.runbook for _, changes, _ in CASES for cause in diagnose(evidence(**changes)).causes}
    pages = {page.stem for page in RUNBOOKS.glob("*.md")}
    assert named - pages == {None}


def test_every_rule_has_a_case():
    rules = [*machinery.RULES, *causes.RULES]
    silent = [
        rule.__name__ for rule in rules if not any(rule(evidence(**changes)) for _, changes, _ in CASES)
    ]
    assert silent == []


def test_healthy_deployment_has_no_cause():
    found = diagnose(evidence())
    assert (found.verdict, found.causes, found.not_readable) == (AGREE, (), {})


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"user": STALE, "waiting": 3}, "left-behind"),
        ({"user": STALE, "stream": None}, "left-behind"),
        ({"user": STALE, "held": (held(touch(age_seconds=1)),)}, "left-behind"),
        ({"user": None, "held": (held(touch(age_seconds=1)),)}, "left-behind"),
        ({"user": None, "asked": "ann", "pool": pool(case_sensitive=True)}, "capitals"),
        ({"user": STALE, "case_sensitive": True}, "capitals"),
        ({"user": STALE, "pool": DENIED}, "capitals"),
        ({"held": DENIED}, "attribute-without-touch"),
        ({"held": (), "user": BLANK}, "attribute-without-touch"),
        ({"token_arn": TOKEN_ARN, "pool": DENIED}, "token-trigger-unset"),
        ({"delivers_attribute": False, "token_arn": TOKEN_ARN, "stream": None}, "stream-mapping-off"),
        ({"stream": NotReadable("denied")}, "stream-mapping-off"),
        ({"schedule": DENIED}, "schedule-off"),
    ],
)
def test_cause_is_not_named_where_it_is_none(changes, absent):
    assert absent not in {cause.code for cause in diagnose(evidence(**changes)).causes}


@pytest.mark.parametrize(
    ("changes", "token"),
    [
        ({}, "spring"),
        ({"held": (held(touch(left_seconds=0)),)}, ""),
        ({"held": (held(touch(), "name"),), "user": None}, "spring"),
        ({"held": (held(touch(), "email"),)}, ""),
        ({"held": ()}, ""),
        ({"held": DENIED}, None),
        ({"pool": DENIED}, "spring"),
        ({"pool": pool(token_trigger=f"{TOKEN_ARN}:live")}, "spring"),
        ({"pool": pool(), "user": STALE}, "winter"),  # the stored attribute, as nobody overrides it
    ],
)
def test_what_the_next_token_says(changes, token):
    seen = {"token_arn": TOKEN_ARN, "pool": pool(token_trigger=TOKEN_ARN), **changes}
    assert diagnose(evidence(**seen)).seen["token"] == token


@pytest.mark.parametrize(
    "piece", ["held", "user", "pool", "stream", "backlog", "schedule", "waiting", "dead_letters", "writers"]
)
def test_piece_that_cannot_be_read_spoils_no_other(piece):
    found = diagnose(evidence(**{piece: DENIED}))
    assert list(found.not_readable.values()) == [DENIED.reason]
    assert found.verdict is (NOT_KNOWN if piece in {"held", "user"} else AGREE)


def test_attribute_that_cannot_be_read_does_not_hide_a_token_that_differs():
    """What is known to be wrong is said, whatever else is unknown."""
    under_alias = {"held": (held(touch(), "email"),), "user": NotReadable("denied")}
    found = diagnose(evidence(token_arn=TOKEN_ARN, pool=pool(token_trigger=TOKEN_ARN), **under_alias))
    assert found.verdict is DIFFER


names = st.sampled_from(["spring", "winter"])
ages = st.sampled_from([0, 1, 30, 59, 60, 3600])
lefts = st.sampled_from([-7200, -121, -120, -119, -1, 0, 1, 3600])
items = st.builds(
    lambda key, name, age, left: held(touch(name, age_seconds=age, left_seconds=left), key),
    st.sampled_from(["username", "email", "sub"]),
    names,
    ages,
    lefts,
)
sources = st.sampled_from([WORKING, OFF, FAILING, None, DENIED])
deliveries = st.sampled_from([(True, None), (True, TOKEN_ARN), (False, TOKEN_ARN)])
worlds = st.fixed_dictionaries(
    {
        "deliveries": deliveries,
        "held": st.lists(items, max_size=3, unique_by=lambda one: one.key).map(tuple),
        "user": st.sampled_from([user("spring"), user("winter"), user(""), None]),
        "pool": st.sampled_from([pool(), pool(case_sensitive=True), pool(token_trigger=TOKEN_ARN), DENIED]),
        "stream": sources,
        "backlog": sources,
        "schedule": st.sampled_from(["ENABLED", "DISABLED", None, DENIED]),
        "waiting": st.sampled_from([0, 5, DENIED]),
        "dead_letters": st.sampled_from([0, 5, DENIED]),
        "writers": st.sampled_from([(), ("web",)]),
    }
).map(
    lambda world: {
        "delivers_attribute": world["deliveries"][0],
        "token_arn": world["deliveries"][1],
        **{name: value for name, value in world.items() if name != "deliveries"},
    }
)


@given(worlds)
def test_verdict_agrees_exactly_when_what_is_seen_is_what_should_be(world):
    """The rules about queues, mappings and schedules explain; they never decide."""
    found = diagnose(evidence(**world))
    current = [one.item for one in world["held"] if one.item.expires_at * 1000 > NOW]
    newest = max(current, key=lambda one: one.touched_at, default=None)
    expected = "" if newest is None else newest.journey_name
    assert found.expected == expected
    if world["delivers_attribute"]:
        assert found.seen["attribute"] == (world["user"].campaign if world["user"] else "")
    assert ("token" in found.seen) is (world["token_arn"] is not None)
    assert (found.verdict is AGREE) == (set(found.seen.values()) == {expected})


@given(worlds)
def test_whoever_is_told_to_wait_is_told_for_what(world):
    found = diagnose(evidence(**world))
    if found.verdict is ON_ITS_WAY:
        assert any(cause.passing for cause in found.causes)
        assert not any(cause.lasting for cause in found.causes)
    if found.verdict is DIFFER:
        assert found.causes


def test_codes_are_unique():
    """Machines tell causes apart by them."""
    rules = [*machinery.RULES, *causes.RULES]
    seen = [evidence(**changes) for _, changes, _ in CASES]
    by_rule = [{cause.code for one in seen if (cause := rule(one))} for rule in rules]
    assert sum(map(len, by_rule)) == len(set().union(*by_rule))
