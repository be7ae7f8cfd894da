"""`python -m analytics report`: its options, and what happens in which order."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from analytics.athena import Athena
from analytics.errors import AnalyticsError
from analytics.local import LocalLake
from analytics.report import files, page, tables
from analytics.report.answers import report_of
from analytics.report.models import TITLES
from analytics.report.period import Period, day
from analytics.report.questions import ask, texts
from analytics.report.show import Watching
from operations.clients import Clients, session_of
from operations.errors import WrongUse

if TYPE_CHECKING:
    import argparse

    import boto3

    from analytics.report.answers import Report
    from analytics.source import Source

WRITTEN = 0


def add(commands: Any) -> None:
    """The sub-command and its options."""
    report = commands.add_parser("report", help="what each journey earned, as a page and as CSV files")
    where = report.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--athena", metavar="WORKGROUP", help="ask Athena: output workgroup_name of the module"
    )
    where.add_argument("--local", metavar="FOLDER", type=Path, help="ask a folder, synced from the bucket")
    report.add_argument(
        "--database", metavar="NAME", help="with --athena: output database_name of the module"
    )
    report.add_argument("--from", metavar="DAY", dest="first", help="first day, 2026-01-31 (default: all)")
    report.add_argument("--to", metavar="DAY", dest="last", help="last day, included (default: all)")
    report.add_argument(
        "--model", choices=list(TITLES), default="last_touch", help="of the page (default: %(default)s)"
    )
    report.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("report"), help="where to (default: %(default)s)"
    )
    report.add_argument("--region", help="as in the AWS CLI")
    report.add_argument("--profile", help="as in the AWS CLI")
    report.set_defaults(run=run)


def run(options: argparse.Namespace, session: boto3.Session | None = None) -> int:
    """Ask, write, say where; `WrongUse` and `AnalyticsError` say what to do."""
    period = _period(options)
    console = Console(stderr=True)
    with console.status("opening"):
        source = _source(options, session)
    with Watching(console) as watch:
        asked = ask(source, texts(period, options.model), watch)
    refused = source.refused if isinstance(source, LocalLake) else None
    report = report_of(
        asked.answers, options.model, period, source=source.name, refused=refused, failed=asked.failed
    )
    for notice in report.notices:
        console.print(f"note: {notice}", markup=False, highlight=False)
    for path in _written(report, options.out):
        print(path)  # noqa: T201 - a command line speaks by printing
    return WRITTEN


def _period(options: argparse.Namespace) -> Period:
    try:
        return Period(
            day(options.first, "--from") if options.first else None,
            day(options.last, "--to") if options.last else None,
        )
    except AnalyticsError as error:
        raise WrongUse(str(error)) from None


def _source(options: argparse.Namespace, session: boto3.Session | None) -> Source:
    if options.local:
        if options.database:
            raise WrongUse("--database belongs to --athena: leave it out")
        if not options.local.is_dir():
            raise WrongUse(f"--local {options.local}: is no folder")
        return LocalLake(options.local)
    if not options.database:
        raise WrongUse(
            "--athena needs --database: give the output database_name of the module journey-analytics"
        )
    clients = Clients(session or session_of(options.profile, options.region))
    return Athena(clients["athena"], options.athena, options.database)


def _written(report: Report, folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "report.html"
        target.write_text(page.page_of(report, datetime.now(UTC)), encoding="utf-8")
        return [target, *(files.write(table, folder) for table in tables.all_of(report))]
    except OSError as error:
        raise WrongUse(f"--out {folder}: {error}") from error
