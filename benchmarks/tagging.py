"""Tagging throughput, as a share of the raw conditional-update rate of the same table in the same run."""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "lambda_src"))

from emulator.declared import create_touch_table  # noqa: E402
from emulator.environment import emulator_environment  # noqa: E402
from emulator.ministack import MiniStack, emulator_python  # noqa: E402
from emulator.standins.pinpoint import endpoint, journey_calls  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
USERS = 1000


class _Context:
    aws_request_id = "benchmark"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def main() -> None:
    """Print a row per number of endpoints in a call."""
    with tempfile.TemporaryDirectory() as folder, MiniStack(Path(folder), python=emulator_python()) as stack:
        create_touch_table(stack.client("dynamodb"))
        os.environ.update(emulator_environment(stack.url), **_SETTINGS)
        print("endpoints per call | raw updates/s | touches/s | share")
        print("---|---|---|---")
        for size in (50, USERS):
            raw, ours = [], []
            for number in range(ROUNDS):  # taking turns, since the machine is noisy
                raw.append(USERS / _seconds(lambda number=number, size=size: _raw(size, f"raw{number}")))
                ours.append(USERS / _seconds(lambda number=number, size=size: _tag(size, f"tag{number}")))
            a, b = statistics.median(raw), statistics.median(ours)
            print(f"{size} | {a:,.0f} | {b:,.0f} | {b / a:.2f}")


_SETTINGS = {
    "TABLE_NAME": "touches",
    "SOURCES": "pinpoint_journey",
    "LOOKBACK_WINDOW_SECONDS": "3600",
    "CAMPAIGN_ATTRIBUTE_MAX_LENGTH": "256",
    "USERNAME_ATTRIBUTE": "username",
    "POWERTOOLS_LOG_LEVEL": "ERROR",
    "POWERTOOLS_SERVICE_NAME": "benchmark",
    "POWERTOOLS_METRICS_NAMESPACE": "benchmark",
}


def _tag(size: int, prefix: str) -> None:
    from attribution.handlers.tagging import handler

    endpoints = {f"e{n}": endpoint(f"{prefix}-{size}-{n}") for n in range(USERS)}
    with contextlib.redirect_stdout(io.StringIO()):  # the metrics of every call
        for call in journey_calls("spring", endpoints, size):
            handler(call, _Context())


def _raw(size: int, prefix: str) -> None:
    """The same updates by the same client in as many threads, and nothing else."""
    from attribution.flows.tagging import WORKERS
    from attribution.handlers.tagging import budgets
    from kit.clients import Clients
    from kit.deadline import for_each

    global _client  # noqa: PLW0603 - one client, as in a warm container
    _client = _client or Clients(budgets.TAGGING, connections=WORKERS)["dynamodb"]

    def update(username: str) -> None:
        now = int(time.time())
        _client.update_item(
            TableName="touches",
            Key={"username": {"S": username}},
            UpdateExpression=(
                "SET journey_id = :id, journey_name = :name, touched_at = :touched, expires_at = :expires, "
                "expires_on = :on, expiry_shard = :shard, #source = :source"
            ),
            ConditionExpression="attribute_not_exists(username) OR touched_at <= :touched",
            ExpressionAttributeNames={"#source": "source"},
            ExpressionAttributeValues={
                ":id": {"S": "spring"},
                ":name": {"S": "spring"},
                ":touched": {"N": str(now * 1000)},
                ":expires": {"N": str(now + 3600)},
                ":on": {"S": "2026-01-01T00:00:00Z"},
                ":shard": {"N": "0"},
                ":source": {"S": "raw"},
            },
        )

    names = [f"{prefix}-{size}-{n}" for n in range(USERS)]
    for start in range(0, USERS, size):
        for_each(names[start : start + size], update, workers=WORKERS)


_client: Any = None


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
