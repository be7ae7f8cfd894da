"""Only this part of the page: `python -m benchmarks.analytics [--quick] [--write]`."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.analytics import measure
from benchmarks.archive import Run, as_json, read
from benchmarks.lab import Lab
from benchmarks.page import DATA, PAGE, render
from benchmarks.tables import section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.result import Result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and put the sections in the place of the older ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analytics", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest lake only")
    parser.add_argument("--write", action="store_true", help="renew these sections of docs/benchmarks.md")
    parser.add_argument("--lakes", type=Path, metavar="FOLDER", help="keep the lakes there, or take them")
    given = parser.parse_args(arguments)
    if given.quick and given.write:
        parser.error("--write keeps numbers for quoting: leave --quick out.")
    with Lab(quick=given.quick) as lab:
        found = measure(lab, given.lakes)
    for result in found:
        print(f"\n{section(result)}")
    if given.write:
        run = renewed(read(DATA), found)
        DATA.write_text(as_json(run))
        PAGE.write_text(render(run))  # the picture shows none of these
    return 0


def renewed(run: Run, found: Sequence[Result]) -> Run:
    """The run with these results; the others stay as they are."""
    names = {result.name for result in found}
    return dataclasses.replace(
        run, results=(*(result for result in run.results if result.name not in names), *found)
    )


if __name__ == "__main__":
    sys.exit(main())
