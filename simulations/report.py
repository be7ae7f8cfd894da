"""Writes the tables of docs/scale.md that come from the programs.

    python -m simulations.report             write them
    python -m simulations.report --check     change nothing, fail if one is stale

The picture is drawn apart, by `python -m simulations --plot docs/images/backlog.png`: it needs matplotlib.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import sys
from pathlib import Path

import kit.pacing
from emulator.declared import REPOSITORY
from simulations import cost
from simulations.scenarios import STANDARD, run_all
from simulations.show import table
from simulations.usage import Traffic

DOCUMENT = REPOSITORY / "docs" / "scale.md"


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 if `--check` found a stale table."""
    parser = argparse.ArgumentParser(
        prog="python -m simulations.report",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="change nothing, fail if a table is stale")
    check = parser.parse_args(arguments).check
    text = DOCUMENT.read_text()
    parts = {"COST": cost.tables(Traffic())}
    mark = f"<!-- {origin()} -->"
    if mark not in text:  # half a minute of work, and the same sources say the same
        parts["SIMULATION"] = f"{mark}\n\n{table(STANDARD, run_all())}"
    fresh = filled(text, parts)
    if fresh == text:
        return 0
    if check:
        print(f"{DOCUMENT.relative_to(REPOSITORY)} has stale tables: run `python -m simulations.report`")  # noqa: T201 - speaks to a terminal
        return 1
    DOCUMENT.write_text(fresh)
    print(f"wrote {DOCUMENT.relative_to(REPOSITORY)}")  # noqa: T201 - speaks to a terminal
    return 0


def origin() -> str:
    """Fingerprint of what the simulated numbers follow from: programs, scenarios with parameters, simpy."""
    programs = [*sorted(Path(__file__).parent.glob("*.py")), Path(kit.pacing.__file__)]
    texts = [path.read_text() for path in programs]
    texts += [repr(scenario) for scenario in STANDARD] + [importlib.metadata.version("simpy")]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def filled(text: str, parts: dict[str, str]) -> str:
    """The text with each part between its markers."""
    for name, part in parts.items():
        begin, end = f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"docs/scale.md has no {begin} … {end}: put the markers back")
        text = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    sys.exit(main())
