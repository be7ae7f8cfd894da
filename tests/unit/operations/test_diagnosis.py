"""doctor's verdict: what makes it, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.diagnosis import Verdict, diagnose
from operations.facts import NotReadable
from tests.unit.operations.evidence_of import (
    DENIED,
    FAILING,
    NOW,
    OFF,
    STALE,
    TOKEN_ARN,
    WORKING,
    evidence,
    held,
    pool,
    touch,
    user,
)

AGREE, ON_ITS_WAY, DIFFER, NOT_KNOWN = Verdict


def test_healthy_deployment_has_no_cause():
    found = diagnose(evidence())
    assert (found.verdict, found.causes, found.not_readable) == (AGREE, (), {})


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
