"""What 1,000, 10,000 and 100,000 users in the table do to tagging, sweep, token read and reconciliation."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks import growth_raw, handlers
from benchmarks.bare import BareEmulator, bare_emulator
from benchmarks.growth_raw import BATCH, READS, WALK_SEGMENTS, item
from benchmarks.result import Column, Result, Row
from benchmarks.tagging import raw_client, raw_updates, tag
from benchmarks.turns import seconds_of, take_turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.lab import Lab

FULL, QUICK = (1_000, 10_000, 100_000), (1_000, 5_000)
WALK = "reconcile walk"
MANY = 10_000  # a walk over more takes the emulator half a minute


def measure(lab: Lab) -> list[Result]:
    """A row per operation and size of the table."""
    sizes = QUICK if lab.quick else FULL
    found = {size: _at(size, rounds=lab.of(3, 1)) for size in sizes}
    smallest = found[sizes[0]]
    rows = [
        Row(
            name=f"{operation}, {size:,} users",
            values={
                "ours": ours,
                "raw": raw,
                "ours / raw": ours / raw,
                "growth": ours / smallest[operation][0],
                "raw growth": raw / smallest[operation][1],
            },
        )
        for operation in smallest
        for size, operations in found.items()
        for ours, raw in (operations[operation],)
    ]
    return [
        Result(
            name="growth",
            title="A growing table",
            cases="operation",
            columns=(
                Column(name="ours", unit="ms", digits=2),
                Column(name="raw", unit="ms", digits=2),
                Column(name="ours / raw", digits=2),
                Column(name="growth", unit="times the first size", digits=2),
                Column(name="raw growth", unit="times the first size", digits=2),
            ),
            rows=tuple(rows),
            baseline=(
                "bare calls for the same work on the same table, in as many threads: an update, a query "
                "per shard and the deletes, a read, a scan and the messages"
            ),
            notes=(
                f"Milliseconds per touch tagged ({BATCH} in calls of 50), per touch swept ({BATCH} due), "
                f"per token read (median of {READS}), per 1,000 users walked; rounds: {lab.of(3, 1)}, "
                f"medians, but one walk over more than {MANY:,} users. The emulator answers Query and Scan "
                "by a look at every item, so sweep and walk grow with the table here. DynamoDB reads the "
                "index and the segment only: the ratio to the raw calls is what carries over."
            ),
        )
    ]


def _at(size: int, *, rounds: int) -> dict[str, tuple[float, float]]:
    """Operation -> milliseconds of ours and of the raw calls, each per unit of work."""
    with bare_emulator() as emulator:
        later = int(time.time()) + 86_400
        emulator.load([item(f"user-{n}", later) for n in range(size)])
        tagging_client = raw_client()
        dynamodb, sqs = growth_raw.clients()
        names = [f"user-{n}" for n in range(BATCH)]
        raw_names = [f"user-{n}" for n in range(size - BATCH, size)]
        token = {"version": "1", "userName": names[0], "request": {}, "response": {}}
        walk = {"walk": "table", "segments": WALK_SEGMENTS, "next_segment": 0}
        queue = emulator.settings["BACKLOG_QUEUE_URL"]
        works: dict[str, tuple[Callable[[int], float], Callable[[int], float], float]] = {
            "tagging": (
                lambda number: seconds_of(lambda: tag(names, 50, f"journey-{number}")),
                lambda _number: seconds_of(lambda: raw_updates(tagging_client, raw_names, 50)),
                BATCH,
            ),
            "token read": (
                lambda _number: _median(lambda: handlers.call("token", token)),
                lambda _number: _median(lambda: growth_raw.read(dynamodb, names[0])),
                1,
            ),
            "sweep": (
                lambda number: _sweep(emulator, f"ours-{number}", lambda: handlers.call("expiration", {})),
                lambda number: _sweep(emulator, f"raw-{number}", lambda: growth_raw.sweep(dynamodb)),
                BATCH,
            ),
            WALK: (
                lambda _number: seconds_of(lambda: handlers.call("reconcile", walk)),
                lambda _number: seconds_of(lambda: growth_raw.walk(dynamodb, sqs, queue)),
                size / 1000,
            ),
        }
        found = {}
        for operation, (ours, raw, units) in works.items():
            once = operation == WALK and size > MANY
            seconds = take_turns(1 if once else rounds, {"ours": ours, "raw": raw})
            a, b = (statistics.median(seconds[name]) * 1000 / units for name in ("ours", "raw"))
            found[operation] = (a, b)
        return found


def _median(work: Callable[[], Any]) -> float:
    return statistics.median(seconds_of(work) for _ in range(READS))


def _sweep(emulator: BareEmulator, prefix: str, work: Callable[[], Any]) -> float:
    """With `BATCH` touches that are over since a minute."""
    over = int(time.time()) - 60
    emulator.load([item(f"{prefix}-{n}", over) for n in range(BATCH)])
    return seconds_of(work)
