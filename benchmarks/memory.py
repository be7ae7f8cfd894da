"""Peak memory of each handler after work, in a fresh process."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bare import bare_emulator
from benchmarks.growth_raw import item
from benchmarks.result import Column, Result, Row
from benchmarks.turns import take_turns
from benchmarks.unpacked import run_python, unpacked
from emulator.event_source import stream_record
from emulator.standins.pinpoint import endpoint, journey_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.lab import Lab

CHILD = Path(__file__).with_name("child.py")
BARE_NAME = "bare boto3, one call"
USERS = 1000
STREAM_BATCH = 500


def measure(lab: Lab) -> list[Result]:
    """A row per handler and amount of work."""
    with unpacked() as folder, bare_emulator() as emulator:
        later = int(time.time()) + 86_400
        emulator.load([item(f"user-{n}", later) for n in range(USERS)])

        def megabytes(order: dict[str, Any]) -> Callable[[int], float]:
            said = json.dumps(order)
            return lambda _round: float(run_python([str(CHILD)], folder, emulator.settings, said=said)) / 1024

        found = take_turns(lab.of(5, 1), {name: megabytes(order) for name, order in _orders().items()})
    bare = statistics.median(found[BARE_NAME])
    return [
        Result(
            name="memory",
            title="Peak memory",
            cases="work",
            columns=(
                Column(name="peak", unit="MiB", digits=1),
                Column(name="above bare", unit="MiB", digits=1),
            ),
            rows=tuple(
                Row(
                    name=name,
                    values={
                        "peak": statistics.median(values),
                        "above bare": None if name == BARE_NAME else statistics.median(values) - bare,
                    },
                )
                for name, values in found.items()
            ),
            baseline="a process that imports boto3, makes a DynamoDB client and calls it once",
            notes=(
                f"Peak resident set of a fresh process that did the work once; median of {lab.of(5, 1)}. "
                f"The table holds {USERS:,} users. The functions have 512 to 1,769 MB."
            ),
        )
    ]


def _orders() -> dict[str, dict[str, Any]]:
    walk = {"walk": "table", "segments": 16, "next_segment": 0}
    token = {"version": "1", "userName": "user-0", "request": {}, "response": {}}
    return {
        BARE_NAME: _order(None),
        **{f"tagging, {size:,} endpoints": _order("tagging", *_payloads(size)) for size in (50, 1000, 5000)},
        f"projection, {STREAM_BATCH} records": _order("projection", _stream_batch()),
        "expiration, nothing due": _order("expiration", {}),
        "token, one user": _order("token", token),
        f"reconcile, {USERS:,} users": _order("reconcile", walk),
    }


def _order(handler: str | None, *events: Any) -> dict[str, Any]:
    return {"handler": handler, "events": list(events)}


def _payloads(size: int) -> list[dict[str, Any]]:
    endpoints = {f"e{n}": endpoint(f"tagged-{n}") for n in range(size)}
    return list(journey_calls("spring", endpoints, size))


def _stream_batch() -> dict[str, Any]:
    """All of them strangers to the pool, written so long ago that nothing but the backlog is left."""
    created = time.time() - 60
    records = []
    for number in range(STREAM_BATCH):
        image = item(f"user-{number}", int(created) + 86_400)
        keys = {"username": image["username"]}
        records.append(stream_record("INSERT", keys, image, None, number + 1, created))
    return {"Records": records}
