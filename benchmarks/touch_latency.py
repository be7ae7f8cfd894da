"""Touch to attribute: from the answer of tagging until the app sees the journey."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.result import Result, Row
from benchmarks.spread import percentile_columns, percentiles
from benchmarks.turns import seconds_of, wait_until

if TYPE_CHECKING:
    from benchmarks.deployment import BenchDeployment

LOOK_EVERY_SECONDS = 0.02
ALTERNATING = ("spring", "summer")  # every touch is a change


def sample(deployment: BenchDeployment, until: float) -> list[float]:
    """One user, touch after touch, until that moment of the monotonic clock; seconds each."""
    (user,) = deployment.add_users("latency", 1)
    found: list[float] = []
    while time.monotonic() < until or not found:
        journey = ALTERNATING[len(found) % len(ALTERNATING)]
        deployment.touch(journey, [user])
        found.append(_until_seen(deployment, user, journey))
    return found


def _until_seen(deployment: BenchDeployment, user: str, journey: str) -> float:
    return seconds_of(
        lambda: wait_until(lambda: deployment.campaign(user) == journey, within=60, every=LOOK_EVERY_SECONDS)
    )


def result(seconds: list[float]) -> Result:
    """One row."""
    return Result(
        name="touch-latency",
        title="From touch to attribute",
        cases="from, to",
        columns=percentile_columns("s", 2),
        rows=(Row(name="tagging answered, attribute seen", values=percentiles(seconds)),),
        baseline="one second, for which the stream's mapping collects a batch: the least that AWS takes",
        notes=(
            "One touch after the other, each a change of the journey; looked at every "
            f"{LOOK_EVERY_SECONDS * 1000:.0f} ms. Other users' windows end at the same time."
        ),
    )
