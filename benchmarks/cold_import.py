"""Cold import of each handler, from the built zip and layer, without bytecode."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks import handlers
from benchmarks.result import Column, Result, Row, Target
from benchmarks.spread import spread, spread_columns
from benchmarks.turns import take_turns
from benchmarks.unpacked import run_python, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.lab import Lab

BARE = "import json, logging, boto3; boto3.client('dynamodb', region_name='us-east-1')"
CLOCK = "import time; begin = time.perf_counter(); {code}; print(time.perf_counter() - begin)"
BARE_NAME = "bare boto3"
MOST_ABOVE = 150


def measure(lab: Lab) -> list[Result]:
    """A row per handler: medians of fresh interpreters that take turns."""
    with unpacked() as folder:
        cases = {BARE_NAME: BARE} | {
            name: f"{BARE}; import attribution.handlers.{name}" for name in handlers.NAMES
        }
        found = take_turns(lab.of(11, 3), {name: _milliseconds(code, folder) for name, code in cases.items()})
    bare = found[BARE_NAME]
    return [
        Result(
            name="cold-import",
            title="Cold import of the handlers",
            cases="handler",
            columns=(*spread_columns("import", "ms"), Column(name="above bare", unit="ms")),
            rows=tuple(
                Row(
                    name=name,
                    values={
                        **spread("import", values),
                        "above bare": None if name == BARE_NAME else _above(values, bare),
                    },
                )
                for name, values in found.items()
            ),
            baseline="a fresh interpreter that imports boto3 and makes a DynamoDB client",
            targets=(
                Target(
                    what="above a bare boto3 client", column="above bare", bound="at most", limit=MOST_ABOVE
                ),
            ),
            notes=(
                f"{lab.of(11, 3)} interpreters each; boto3 has its bytecode, the zip has none, as in Lambda."
            ),
        )
    ]


def _above(values: Sequence[float], bare: Sequence[float]) -> float:
    """Round by round, so that a busy moment counts on both sides."""
    return statistics.median(ours - theirs for ours, theirs in zip(values, bare, strict=True))


def _milliseconds(code: str, folder: Path) -> Callable[[int], float]:
    return lambda _round: float(run_python(["-c", CLOCK.format(code=code)], folder, {})) * 1000
