"""`make bench`: measures, prints a table each, and keeps what was found where it is told to."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

from benchmarks.archive import Run, as_json
from benchmarks.catalogue import BENCHMARKS
from benchmarks.lab import Lab
from benchmarks.machine import machine
from benchmarks.page import DATA, PICTURE
from benchmarks.page import main as write_page
from benchmarks.plot import draw
from benchmarks.tables import section, targets
from emulator.errors import EmulatorError


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 if a benchmark could not be run; the others are run all the same."""
    given = parse(arguments)
    try:
        on = machine()
    except EmulatorError as error:
        print(error, file=sys.stderr)
        return 1
    results, failed = [], []
    with Lab(quick=given.quick) as lab:
        for name in given.only or BENCHMARKS:
            begin = time.monotonic()
            try:
                found = BENCHMARKS[name](lab)
            except Exception:  # noqa: BLE001 - the others are worth having
                traceback.print_exc()
                failed.append(name)
                continue
            results += found
            for result in found:
                print(f"\n{section(result)}")
            print(f"\n({name}: {time.monotonic() - begin:.0f} s)", flush=True)
    run = Run(machine=on, quick=given.quick, results=tuple(results))
    print(f"\n## Targets\n\n{targets(run)}")
    if given.json:
        given.json.write_text(as_json(run))
    if given.plot:
        draw(run, given.plot)
    if failed:
        print(f"\nCould not be run: {', '.join(failed)}.", file=sys.stderr)
        return 1
    if given.write:
        DATA.write_text(as_json(run))
        write_page()
        draw(run, PICTURE)
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Ends the program with a message where the options do not fit together."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run, less than a minute each")
    parser.add_argument(
        "--only", action="append", choices=BENCHMARKS, metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the numbers")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw them: .svg or .png")
    parser.add_argument("--write", action="store_true", help="renew docs/benchmarks.md, its data and picture")
    given = parser.parse_args(arguments)
    if given.write and given.only:
        parser.error("--write renews the whole page: leave --only out.")
    return given


if __name__ == "__main__":
    sys.exit(main())
