"""docs/benchmarks.md, from docs/benchmarks.json.

python -m benchmarks.page             write it and its picture, without measuring anything
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from benchmarks.archive import Run, read
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
emulator: nothing here was compared with AWS.
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
`python -m benchmarks` has options: `--quick`, `--only NAME`, `--json FILE`, `--plot FILE`,
and `--write`, which renews this page. `python -m benchmarks.analytics --write` renews the two tables of the
report alone, from lakes that it makes, or takes with `--lakes FOLDER`. `python -m benchmarks.page` writes the
page again from `docs/benchmarks.json`.
"""


def main() -> None:
    """Page and picture from the data."""
    from benchmarks.plot import draw

    run = read(DATA)
    PAGE.write_text(render(run))
    draw(run, PICTURE)


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
