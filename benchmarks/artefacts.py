"""Sizes of the zips, and whether anything of others is in the packages."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from benchmarks.result import Column, Result, Row, Target
from benchmarks.unpacked import artefact
from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from benchmarks.lab import Lab

MOST_KILOBYTES = 100


def measure(_lab: Lab) -> list[Result]:
    """As a benchmark; see `result`."""
    return [result()]


def result() -> Result:
    """A row per zip of the manifest. It needs no machine, so the page has it of the zips as they are."""
    ours = {path.name for path in (REPOSITORY / "lambda_src").iterdir()}
    manifest = json.loads((REPOSITORY / "dist" / "manifest.json").read_text())
    return Result(
        name="artefacts",
        title="Sizes of the zips",
        cases="zip",
        columns=(Column(name="size", unit="kB"), Column(name="files"), Column(name="files of others")),
        rows=tuple(_row(name, entry["size"], ours) for name, entry in sorted(manifest.items())),
        baseline="none",
        targets=(
            Target(
                what="attribution.zip",
                column="size",
                bound="at most",
                limit=MOST_KILOBYTES,
                rows=("attribution",),
            ),
            Target(
                what="nothing of others in attribution.zip",
                column="files of others",
                bound="at most",
                limit=0,
                rows=("attribution",),
            ),
        ),
        notes=(
            "Of `dist/manifest.json` as it is now, whenever the rest was measured. Stored, not deflated, so "
            "that every machine builds the same bytes. 1 kB is 1,000 bytes. The layer (dependencies) carries "
            "Powertools and is shared by all functions."
        ),
    )


def _row(name: str, size: int, ours: set[str]) -> Row:
    with zipfile.ZipFile(artefact(name)) as archive:
        entries = archive.namelist()
    foreign = [entry for entry in entries if entry.partition("/")[0] not in ours]
    return Row(
        name=name,
        values={"size": size / 1000, "files": len(entries), "files of others": len(foreign)},
    )
