"""End of the window to blank attribute, with the module's own schedule and nobody who helps."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.deployment import FLASH_SECONDS
from benchmarks.result import Result, Row, Target
from benchmarks.spread import percentile_columns, percentiles

if TYPE_CHECKING:
    from benchmarks.deployment import BenchDeployment

TOUCH_EVERY_SECONDS = 3
LOOK_EVERY_SECONDS = 0.5
MOST_SECONDS = 65.0
GIVE_UP_SECONDS = 300


def sample(deployment: BenchDeployment, until: float) -> list[float]:
    """A new user every few seconds until that moment of the monotonic clock, then the last windows end.

    Seconds from `expires_at` of each user's touch, as the table has it.
    """
    number = int(max(1, (until - time.monotonic()) // TOUCH_EVERY_SECONDS))
    unused = deployment.add_users("window", number)
    ends: dict[str, int] = {}
    lags: list[float] = []
    next_touch = time.monotonic()
    while unused or ends:
        if unused and time.monotonic() >= next_touch:
            user = unused.pop()
            deployment.touch("flash", [user])
            ends[user] = _end_of_window(deployment, user)
            next_touch += TOUCH_EVERY_SECONDS
        for user, end in list(ends.items()):
            _look(deployment, user, end, ends, lags)
        time.sleep(LOOK_EVERY_SECONDS)
    return lags


def _look(deployment: BenchDeployment, user: str, end: int, ends: dict[str, int], lags: list[float]) -> None:
    """Notes the user's lag once the attribute is blank."""
    now = time.time()
    if end - LOOK_EVERY_SECONDS * 4 < now < end and deployment.campaign(user) != "flash":
        raise RuntimeError(f"{user} has no attribute before the window of {FLASH_SECONDS} s is over")
    if now >= end and deployment.campaign(user) == "":
        lags.append(time.time() - end)
        del ends[user]
    elif now > end + GIVE_UP_SECONDS:
        raise RuntimeError(f"{user} is not blank {GIVE_UP_SECONDS} s after the end of the window")


def _end_of_window(deployment: BenchDeployment, user: str) -> int:
    found = deployment.client("dynamodb").get_item(
        TableName=deployment.outputs["table_name"], Key={"username": {"S": user}}, ConsistentRead=True
    )
    return int(found["Item"]["expires_at"]["N"])


def result(lags: list[float]) -> Result:
    """One row."""
    row = Row(name="window over, attribute blank", values=percentiles(lags))
    return Result(
        name="expiry",
        title="From the end of the window to blank",
        cases="from, to",
        columns=percentile_columns("s", 1),
        rows=(row,),
        baseline=(
            "the schedule, which sweeps once a minute: 30 s in the middle, 60 s at worst, and then the stream"
        ),
        targets=(Target(what="the worst of all users", column="max", bound="at most", limit=MOST_SECONDS),),
        notes=(
            f"A window of {FLASH_SECONDS} s ends every {TOUCH_EVERY_SECONDS} s; looked at every "
            f"{LOOK_EVERY_SECONDS} s. When many end in one minute, their blanks wait for the pace: 20 a "
            "second."
        ),
    )
