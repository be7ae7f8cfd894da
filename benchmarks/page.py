"""docs/benchmarks.md, from docs/benchmarks.json and, for the sizes of the zips, from dist/.

python -m benchmarks.page             write it, without measuring anything
"""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import artefacts
from benchmarks.archive import Run, as_json, read
from benchmarks.tables import section, targets
from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from benchmarks.machine import Machine

DOCUMENTS = REPOSITORY / "docs"
PAGE, DATA, PICTURE = (
    DOCUMENTS / name for name in ("benchmarks.md", "benchmarks.json", "images/benchmarks.svg")
)
WIDTH = 120

HEAD = """\
# Benchmarks

Numbers of one run of `make bench`. Every number stands beside a raw baseline of the same run, and rivals
take turns: read the ratios, not the seconds of this machine. No test asserts a time. Everything runs on the
emulator: nothing here was compared with AWS. What changed since the run is not in its numbers; the sizes of
the zips are always those of today.
"""
QUICK = """\
**A smoke run: few rounds, to see that the benchmarks work. Its numbers are not for quoting.**
"""
FOOT = """\
## Run it yourself

```sh
make bench
```

It takes less than an hour on two processors; ten minutes of it wait for windows to end, and half of it is the
report at three sizes. Leave the machine alone meanwhile.
`make bench` makes `.venv-bench`. `.venv-bench/bin/python -m benchmarks` has options: `--quick`,
`--only NAME`, `--json FILE`, `--plot FILE`, and `--write`, which renews this page.
`.venv-bench/bin/python -m benchmarks.analytics --write` renews the two tables of the report alone, from lakes
that it makes, or takes with `--lakes FOLDER`. `make build` writes the page again from `docs/benchmarks.json`,
with the sizes of the zips in `dist/`.
"""


def main() -> None:
    """Page and data, with the sizes of today."""
    run = with_present_sizes(read(DATA))
    DATA.write_text(as_json(run))
    PAGE.write_text(render(run))


def with_present_sizes(run: Run) -> Run:
    """`make build` changes the zips, and no run is needed to know their sizes."""
    present = artefacts.result()
    return replace(
        run, results=tuple(present if result.name == present.name else result for result in run.results)
    )


def render(run: Run) -> str:
    """The whole page."""
    parts = [HEAD.rstrip()]
    if run.quick:
        parts.append(QUICK.rstrip())
    parts += [
        _machine(run.machine),
        "## Targets",
        targets(run),
        f"![Share of the raw rate, settling, latency, growth]({PICTURE.relative_to(DOCUMENTS)})",
        *(section(result) for result in run.results),
        FOOT.rstrip(),
    ]
    return "\n\n".join(map(_wrapped, parts)) + "\n"


def _machine(machine: Machine) -> str:
    return (
        f"Measured on {machine.date}: {machine.processors} processors ({machine.processor}), load "
        f"{machine.load_before} before the run, Python {machine.python}, boto3 {machine.boto3}, MiniStack "
        f"{machine.ministack}, Terraform {machine.terraform}, AWS provider {machine.aws_provider}."
    )


def _wrapped(part: str) -> str:
    """Prose within the width of the docs; tables and code as they are."""
    paragraphs = part.split("\n\n")
    return "\n\n".join(
        text
        if text.startswith(("|", "```", "#", "!"))
        else textwrap.fill(text, WIDTH, break_on_hyphens=False)
        for text in paragraphs
    )


if __name__ == "__main__":
    main()
