"""``python -m analytics sample``: a lake of made-up data in a folder."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import AnalyticsError
from analytics.sample.generate import Form, generate
from analytics.sample.size import Size

if TYPE_CHECKING:
    import argparse

JSON_UP_TO = 100_000  # events: few enough to be read line by line


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command with its options; `run` answers with the exit code."""
    parser = commands.add_parser("sample", help="make up a lake, to try the report with")
    parser.add_argument("folder", type=Path, help="new folder; `report --local` reads it")
    parser.add_argument("--events", type=int, default=10_000, help="events of the app (10000)")
    parser.add_argument("--days", type=int, default=90, help="days that they spread over (90)")
    parser.add_argument("--until", metavar="DAY", help="the day after the last one, yyyy-mm-dd (today)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another lake (1)")
    parser.add_argument(
        "--as", dest="form", choices=("parquet", "json"), help=f"json up to {JSON_UP_TO} events, else parquet"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the lake, and say where; `AnalyticsError` for options that do not fit."""
    size = Size(events=options.events, days=options.days, seed=options.seed, until=_day(options.until))
    form: Form = options.form or ("json" if size.events <= JSON_UP_TO else "parquet")
    generate(options.folder, size, form, lambda step: print(f"{step} ...", file=sys.stderr))  # noqa: T201
    print(f"{options.folder}: {size.events:,} events; what is true of them is in truth.json")  # noqa: T201
    return 0


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise AnalyticsError(f"--until {text!r}: is no day; write it as yyyy-mm-dd") from error
