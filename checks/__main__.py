"""``python -m checks``: reads a plan, applies the rules, prints, and answers with its exit code.

0  nothing was found
1  something was
2  the plan or checks.toml cannot be used, or wrong use
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checks.config import Config
from checks.errors import UnusableError
from checks.evaluate import evaluate
from checks.plan import HOW, Plan
from checks.registry import RULES
from checks.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING, FOUND, UNUSABLE = 0, 1, 2
STANDARD_INPUT = "-"


def main(arguments: Sequence[str]) -> int:
    """Run with these arguments."""
    options = parser().parse_args(arguments)
    if options.list:
        _say("".join(f"{rule.id}{'' if rule.on else ' (off)'}\n    {rule.description}\n" for rule in RULES))
        return NOTHING
    try:
        config = Config.read(options.config) if options.config else Config()
        report = evaluate(_plan(options.plan), config)
    except UnusableError as error:
        sys.stderr.write(f"{error}\n".encode("ascii", "backslashreplace").decode())
        return UNUSABLE
    _say(FORMATS[options.format](report))
    return FOUND if report.findings else NOTHING


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(
        prog="python -m checks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "plan", nargs="?", metavar="PLAN.json", help="what `terraform show -json FILE` prints; - reads it"
    )
    made.add_argument("--config", metavar="FILE", help="rules, settings and waivers, in TOML")
    made.add_argument("--format", choices=sorted(FORMATS), default="text", help="text, unless told otherwise")
    made.add_argument("--list", action="store_true", help="say which rules there are, and look at no plan")
    return made


def _plan(name: str | None) -> Plan:
    if name is None:
        raise UnusableError(f"PLAN.json is missing. {HOW}")
    if name == STANDARD_INPUT:
        return Plan.parse(sys.stdin.buffer.read(), "standard input")
    try:
        return Plan.parse(Path(name).read_bytes(), name)
    except OSError as error:
        raise UnusableError(f"{name} cannot be read: {error.strerror}.") from error


def _say(text: str) -> None:
    """Also where the terminal cannot show a letter."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
