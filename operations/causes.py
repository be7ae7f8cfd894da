"""Causes that lie with the one user who was asked for. Pure; one small rule for each.

They are looked at only where the app does not get what it should.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attribution.rules.lookback import is_over
from operations.cause import RECONCILE_POOL, RECONCILE_TABLE, RUN_AGAIN, Cause
from operations.facts import Evidence, NotReadable, Pool
from operations.machinery import expires_on_time, is_read
from operations.values import OWN_KEYS, attribute_value, expected_value, known_user

if TYPE_CHECKING:
    from collections.abc import Callable

YOUNG_MILLISECONDS = 60_000  # the stream and the pace take seconds as a rule
SWEEP_MILLISECONDS = 120_000  # a sweep a minute, and one that may fail


def item_unreadable(evidence: Evidence) -> Cause | None:
    """Someone else wrote into the table."""
    if not evidence.unreadable_items:
        return None
    wrong = ", ".join(sorted({name for one in evidence.unreadable_items for name in one.item.wrong}))
    return Cause(
        code="item-unreadable",
        text=f"the user's item is no touch: {wrong} is missing or of another type",
        todo="find out who writes into the table besides the module, then run forget",
        lasting=True,
    )


def change_is_young(evidence: Evidence) -> Cause | None:
    """It takes seconds from the table to the attribute."""
    ages = [evidence.now - one.item.touched_at for one in evidence.touches]
    if not ages or min(ages) >= YOUNG_MILLISECONDS or not is_read(evidence.stream):
        return None
    return Cause(
        code="change-young",
        text="the touch is younger than a minute: the change is on its way",
        todo=RUN_AGAIN,
        passing=True,
    )


def window_over(evidence: Evidence) -> Cause | None:
    """The attribute keeps its name until the sweep has removed the item."""
    ends = [one.item.expires_at for one in evidence.touches if is_over(one.item.expires_at, evidence.now)]
    if not ends:
        return None
    if evidence.now - min(ends) * 1000 <= SWEEP_MILLISECONDS and expires_on_time(evidence):
        return Cause(
            code="window-just-over",
            text="the window is over since less than two minutes: the next sweep removes the touch",
            todo=RUN_AGAIN,
            passing=True,
        )
    return Cause(
        code="expiration-not-running",
        text="the window is over and no sweep has removed the touch: expiration is not running",
        todo="look at the schedule, at the expiration function's log, and at its alarms",
        runbook="expiration-lag",
        lasting=True,
    )


def user_unknown(evidence: Evidence) -> Cause | None:
    """Projection counts such users and writes nothing."""
    if evidence.user is not None:
        return None
    return Cause(
        code="user-unknown",
        text="the pool has no user of this name, and none with this address or alias",
        todo="check the spelling, capitals too: ListUsers tells them apart; if the user is gone, run forget; "
        "if the endpoint carries something else, put the Cognito username into it",
        runbook="users-not-found",
        lasting=True,
    )


def touch_under_alias(evidence: Evidence) -> Cause | None:
    """Projection may reach the user by an alias; token delivery never does."""
    fields = [one.key for one in evidence.touches if one.key not in OWN_KEYS]
    if not fields:
        return None
    return Cause(
        code="touch-under-alias",
        text=f"a touch lies under the user's {' and '.join(fields)} instead of the username",
        todo="put the Cognito username into the endpoint's user attribute (username_attribute), "
        "then run forget for the alias",
    )


def two_items(evidence: Evidence) -> Cause | None:
    """The table orders changes per item, so two items of one user race."""
    if len(evidence.touches) <= 1:
        return None
    return Cause(
        code="two-items",
        text="the user has more than one item, and the attribute says what was written last",
        todo="let every endpoint carry the Cognito username, then run forget for the other names",
    )


def capitals(evidence: Evidence) -> Cause | None:
    """Module and pool disagree about case, and this name shows it."""
    pool, user = evidence.pool, known_user(evidence)
    if not isinstance(pool, Pool) or pool.case_sensitive == evidence.case_sensitive:
        return None
    name = evidence.asked if user is None else user.username
    if pool.case_sensitive and name == name.lower():
        return None
    if not pool.case_sensitive and evidence.touches:
        return None
    if pool.case_sensitive:
        text = "the table's key is in lower case, and the pool tells capitals apart"
    else:
        text = (
            "the table tells capitals apart and the pool does not: the touch may lie under another spelling"
        )
    return Cause(
        code="capitals",
        text=text,
        todo=f"set username_case_sensitive = {str(pool.case_sensitive).lower()} and apply",
        lasting=True,
    )


def attribute_without_touch(evidence: Evidence) -> Cause | None:
    """A restored pool, a table restored to an earlier time, or a stream that was lost."""
    nothing_held = not isinstance(evidence.held, NotReadable) and not evidence.held
    if not nothing_held or not attribute_value(evidence):
        return None
    return Cause(
        code="attribute-without-touch",
        text="the table has no touch of the user, and the attribute is not blank",
        todo=f"{RUN_AGAIN}, as the touch may just have been removed; if it is still so: {RECONCILE_POOL}",
    )


def left_behind(evidence: Evidence) -> Cause | None:
    """The touch is current, nothing waits, and yet the attribute says something else."""
    expected, user = expected_value(evidence), known_user(evidence)
    if not evidence.delivers_attribute or not expected or user is None or user.campaign == expected:
        return None
    waits = not isinstance(evidence.waiting, NotReadable) and evidence.waiting > 0
    if waits or change_is_young(evidence) or not is_read(evidence.stream):
        return None
    return Cause(
        code="left-behind",
        text="the touch is current and nothing waits, but the attribute says something else",
        todo=f"{RECONCILE_TABLE}; if it comes back, someone else writes the attribute",
    )


RULES: tuple[Callable[[Evidence], Cause | None], ...] = (
    item_unreadable,
    user_unknown,
    capitals,
    touch_under_alias,
    two_items,
    change_is_young,
    window_over,
    attribute_without_touch,
    left_behind,
)
