"""Projection under Cognito's quota: how long N changes at once take, and what they cost in calls."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.deployment import JOURNEYS
from benchmarks.result import Column, Result, Row, Target
from benchmarks.turns import wait_until
from emulator.proxy.faults import throttle
from emulator.proxy.when import OverQuota

if TYPE_CHECKING:
    from benchmarks.deployment import BenchDeployment
    from benchmarks.lab import Lab

QUOTA = 25  # per second, of Cognito
OTHERS = 10
WRITES = "cognito-idp.AdminUpdateUserAttributes"
MOST_TIMES, MOST_REFUSED = 1.3, 0.1
REPEATED = "repeated journey"


@dataclass(frozen=True, slots=True)
class Case:
    """So many changes at once, while others use a part of the quota."""

    changes: int
    others: int = 0

    @property
    def name(self) -> str:
        """As a row."""
        others = f", others use {self.others}/s" if self.others else ""
        return f"{self.changes:,} changes{others}"


def measure(lab: Lab) -> list[Result]:
    """A row per case, and one for users who meet their journey again."""
    deployment = lab.deployment
    few, many = lab.of(500, 100), lab.of(2000, 200)
    cases = [Case(few), Case(many), Case(many, OTHERS)]
    users = deployment.add_users("crowd", many)
    rows = [
        _changes(deployment, case, users[: case.changes], journey)
        for case, journey in zip(cases, JOURNEYS, strict=False)
    ]
    rows.append(_repeats(deployment, users, JOURNEYS[len(cases) - 1]))
    return [
        Result(
            name="projection",
            title="Projection under Cognito's quota",
            cases="case",
            columns=(
                Column(name="settled", unit="s", digits=1),
                Column(name="times the quota", digits=2),
                Column(name="times what others leave", digits=2),
                Column(name="calls per change", digits=2),
                Column(name="refused per change", digits=3),
            ),
            rows=tuple(rows),
            baseline=(
                f"`changes / {QUOTA}` seconds, which nobody can beat; where others use the quota, `changes "
                f"/ ({QUOTA} - others)`"
            ),
            targets=(
                Target(
                    what="settled, in times of the quota, when nobody else uses it",
                    column="times the quota",
                    bound="at most",
                    limit=MOST_TIMES,
                    rows=tuple(case.name for case in cases if not case.others),
                ),
                Target(
                    what="refused calls per change",
                    column="refused per change",
                    bound="at most",
                    limit=MOST_REFUSED,
                    rows=tuple(case.name for case in cases),
                ),
                Target(
                    what="calls per touch of a repeated journey",
                    column="calls per change",
                    bound="at most",
                    limit=0,
                    rows=(REPEATED,),
                ),
            ),
            notes=(
                "A full deployment at the default `cognito_update_rate` of 20/s, with a proxy in front of "
                "Cognito that refuses what exceeds a token bucket of 25/s and a burst of 25. At 20/s, 1.25 "
                "is the best. From the first call of tagging, 50 endpoints a call, to the last write; then "
                "every user's attribute is compared with what it must be. The first second or two, for "
                "tagging and the window of the first batch, count most where changes are few."
            ),
        )
    ]


def _changes(deployment: BenchDeployment, case: Case, users: list[str], journey: str) -> Row:
    calls = deployment.proxy.calls
    deployment.proxy.clear()
    deployment.proxy.inject(WRITES, throttle(), when=OverQuota(QUOTA, used_by_others=case.others))
    begin, before = time.monotonic(), len(calls)
    deployment.touch(journey, users)
    least = len(users) / (QUOTA - case.others)
    wait_until(lambda: _passed(deployment, before) >= len(users), within=10 * least + 60)
    wait_until(lambda: _all_see(deployment, users, journey), within=10 * least + 60)
    wait_until(lambda: deployment.backlog() == 0, within=120)
    found = deployment.proxy.tally(WRITES, since=before)
    settled = max(
        call.at for call in deployment.proxy.calls[before:] if call.is_of(WRITES) and call.passed_on
    )
    deployment.proxy.clear()
    seconds = settled - begin
    return Row(
        name=case.name,
        values={
            "settled": seconds,
            "times the quota": seconds / (len(users) / QUOTA),
            "times what others leave": seconds / least,
            "calls per change": found.made / len(users),
            "refused per change": found.failed / len(users),
        },
    )


def _repeats(deployment: BenchDeployment, users: list[str], journey: str) -> Row:
    """The stream keeps no order among users, so a last one tells only after the window of a batch."""
    (last,) = deployment.add_users("last", 1)
    before = len(deployment.proxy.calls)
    deployment.touch(journey, users)
    deployment.touch(journey, [last])
    wait_until(lambda: deployment.campaign(last) == journey, within=60)
    calls = deployment.proxy.tally(WRITES, since=before).made - 1
    return Row(name=REPEATED, values={"calls per change": calls / len(users), "settled": None})


def _passed(deployment: BenchDeployment, since: int) -> int:
    return deployment.proxy.tally(WRITES, since=since).passed_on


def _all_see(deployment: BenchDeployment, users: list[str], journey: str) -> bool:
    seen = deployment.campaigns()
    return all(seen[user] == journey for user in users)
