"""A small run, as a benchmark would have found it."""

from benchmarks.archive import Run
from benchmarks.machine import Machine
from benchmarks.result import Column, Result, Row, Target

MACHINE = Machine(
    date="2026-11-21",
    processors=2,
    processor="x86_64",
    load_before=0.1,
    python="3.11.7",
    boto3="1.43.11",
    ministack="1.5.33",
    terraform="1.11.4",
    aws_provider="5.100.0",
)


def a_result(*targets: Target) -> Result:
    return Result(
        name="tagging",
        title="Tagging throughput",
        cases="endpoints per call",
        columns=(Column(name="touches", unit="touches/s"), Column(name="share", digits=2)),
        rows=(
            Row(name="50", values={"touches": 1234.5, "share": 0.75}),
            Row(name="1000", values={"touches": 900.0, "share": 0.6}),
            Row(name="none", values={"touches": None}),
        ),
        baseline="the raw update",
        targets=targets,
        notes="How to read it.",
    )


def share(limit: float = 0.7, **changes: object) -> Target:
    given = {"what": "share", "column": "share", "bound": "at least", "limit": limit} | changes
    return Target(**given)


def a_run(*, quick: bool = False) -> Run:
    return Run(machine=MACHINE, quick=quick, results=(a_result(share()),))
