"""Tagging throughput, as a share of the raw conditional-update rate of the same table in the same run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from attribution.flows.recording import WORKERS
from attribution.handlers import budgets
from benchmarks import handlers
from benchmarks.bare import TABLE, bare_emulator
from benchmarks.result import Column, Result, Row, Target
from benchmarks.spread import spread, spread_columns
from benchmarks.turns import seconds_of, take_turns
from emulator.standins.pinpoint import endpoint, journey_calls
from kit.clients import Clients
from kit.deadline import for_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.lab import Lab

SIZES = (1, 10, 50, 1000)
LEAST_SHARE = 0.7
# The statement that `TouchTable.record` sends.
STATEMENT = {
    "TableName": TABLE,
    "UpdateExpression": (
        "SET journey_id = :id, journey_name = :name, touched_at = :touched, expires_at = :expires, "
        "expires_on = :on, expiry_shard = :shard, #source = :source"
    ),
    "ConditionExpression": "attribute_not_exists(touched_at) OR touched_at <= :touched",
    "ExpressionAttributeNames": {"#source": "source"},
}


def measure(lab: Lab) -> list[Result]:
    """A row per number of endpoints in a call."""
    return [
        Result(
            name="tagging",
            title="Tagging throughput",
            cases="endpoints per call",
            columns=(
                Column(name="raw", unit="updates/s"),
                Column(name="tagging", unit="touches/s"),
                *spread_columns("share", digits=2),
            ),
            rows=tuple(_row(lab, size) for size in SIZES),
            baseline=(
                f"the same conditional update by the same client in as many threads ({WORKERS}), nothing else"
            ),
            targets=(
                Target(
                    what="share of the raw rate, from 50 endpoints a call on",
                    column="share",
                    bound="at least",
                    limit=LEAST_SHARE,
                    rows=tuple(str(size) for size in SIZES if size >= 50),  # noqa: PLR2004 - Pinpoint's calls
                ),
            ),
            notes=(
                f"{lab.of(1000, 200):,} new users a round, {lab.of(7, 3)} rounds, handler and raw client in "
                "one process; the share is the median of the rounds."
            ),
        )
    ]


def _row(lab: Lab, size: int) -> Row:
    users = max(lab.of(1000, 200), size)
    with bare_emulator():
        client = raw_client()
        tag([f"warm-tagged-{n}" for n in range(size)], size)
        raw_updates(client, [f"warm-raw-{n}" for n in range(size)], size)

        def rate_of_tagging(number: int) -> float:
            names = [f"tagged-{number}-{n}" for n in range(users)]
            return users / seconds_of(lambda: tag(names, size))

        def raw_rate(number: int) -> float:
            names = [f"raw-{number}-{n}" for n in range(users)]
            return users / seconds_of(lambda: raw_updates(client, names, size))

        found = take_turns(lab.of(7, 3), {"raw": raw_rate, "tagging": rate_of_tagging})
    shares = [ours / raw for raw, ours in zip(found["raw"], found["tagging"], strict=True)]
    return Row(
        name=str(size),
        values={
            "raw": spread("raw", found["raw"])["raw"],
            "tagging": spread("tagging", found["tagging"])["tagging"],
            **spread("share", shares),
        },
    )


def tag(usernames: Sequence[str], size: int, journey: str = "spring") -> None:
    """By the handler, `size` endpoints a call."""
    for payload in journey_calls(journey, {name: endpoint(name) for name in usernames}, size):
        handlers.call("tagging", payload)


def raw_client() -> Any:
    """As in a warm container."""
    return Clients(budgets.TAGGING, connections=WORKERS)["dynamodb"]


def raw_updates(client: Any, usernames: Sequence[str], size: int) -> None:
    """The same updates by the same client in as many threads, and nothing else."""
    now = int(time.time())
    values = {
        ":id": {"S": "spring"},
        ":name": {"S": "spring"},
        ":touched": {"N": str(now * 1000)},
        ":expires": {"N": str(now + 3600)},
        ":on": {"S": "2026-01-01T00:00:00Z"},
        ":shard": {"N": "0"},
        ":source": {"S": "raw"},
    }

    def update(username: str) -> None:
        client.update_item(Key={"username": {"S": username}}, ExpressionAttributeValues=values, **STATEMENT)

    for start in range(0, len(usernames), size):
        for_each(usernames[start : start + size], update, workers=WORKERS)
