"""``python -m analytics``: reads the options, runs one command, prints, and answers with its exit code.

0  done: what was asked for is written, also when the lake is empty
1  a query failed, or a file of the lake cannot be read
2  wrong use, no AWS account, or a folder that is none
130  interrupted; queries that ran on Athena are stopped
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from analytics.errors import AnalyticsError
from analytics.report import command as report
from analytics.sample import command as sample
from operations.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED, WRONG, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Run one command."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except WrongUse as error:
        return _refuse(WRONG, error)
    except AnalyticsError as error:
        return _refuse(FAILED, error)
    except KeyboardInterrupt as interruption:
        return _refuse(INTERRUPTED, interruption)


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="python -m analytics", description="From the lake to the report.")
    commands = whole.add_subparsers(required=True, metavar="command")
    report.add(commands)
    sample.add(commands)
    return whole


def _refuse(code: int, error: BaseException) -> int:
    for line in (str(error) or "interrupted; nothing was written", *getattr(error, "__notes__", ())):
        print(f"error: {line}", file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
