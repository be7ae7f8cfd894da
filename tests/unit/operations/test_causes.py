"""doctor's rules: each cause alone, and that none is named where it is none."""

from pathlib import Path

import pytest

from operations import causes, machinery
from operations.diagnosis import Verdict, diagnose
from operations.facts import NotReadable, UnreadableItem
from tests.unit.operations.evidence_of import (
    BLANK,
    DENIED,
    FAILING,
    OFF,
    STALE,
    TOKEN_ARN,
    evidence,
    held,
    pool,
    touch,
    user,
)

RUNBOOKS = Path(__file__).parents[3] / "docs" / "runbooks"

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


def test_codes_are_unique():
    """Machines tell causes apart by them."""
    rules = [*machinery.RULES, *causes.RULES]
    seen = [evidence(**changes) for _, changes, _ in CASES]
    by_rule = [{cause.code for one in seen if (cause := rule(one))} for rule in rules]
    assert sum(map(len, by_rule)) == len(set().union(*by_rule))
