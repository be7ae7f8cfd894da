"""The results of a run as JSON, and back. The shape has a version."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.machine import Machine
from benchmarks.result import Column, Result, Row, Target

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All results of one run, and what they were measured on."""

    machine: Machine
    quick: bool
    results: tuple[Result, ...]


def as_json(run: Run) -> str:
    """With a line break at the end, as files have it."""
    return json.dumps({"version": VERSION, **asdict(run)}, indent=1, ensure_ascii=False) + "\n"


def read(file: Path) -> Run:
    """`ValueError` for a file of another version."""
    found = json.loads(file.read_text())
    if found.get("version") != VERSION:
        raise ValueError(
            f"{file} has version {found.get('version')!r}, and this program reads {VERSION}: "
            "run `python -m benchmarks --write` again."
        )
    results = tuple(_result(result) for result in found["results"])
    return Run(machine=Machine(**found["machine"]), quick=found["quick"], results=results)


def _result(found: dict[str, Any]) -> Result:
    parts: dict[str, Any] = {
        "columns": tuple(Column(**column) for column in found["columns"]),
        "rows": tuple(Row(**row) for row in found["rows"]),
        "targets": tuple(Target(**{**target, "rows": tuple(target["rows"])}) for target in found["targets"]),
    }
    return Result(**{**found, **parts})
