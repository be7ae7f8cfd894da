"""Keeps the file of a job that is done."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.invocation import invocation
from kit.settings import SettingsReader
from ses_vdm_stat_export.adapters.download import Downloads, is_loopback
from ses_vdm_stat_export.adapters.export_jobs import ExportJobs
from ses_vdm_stat_export.adapters.report_bucket import ReportBucket
from ses_vdm_stat_export.flows.storing import Storing
from ses_vdm_stat_export.rules.job import text_of

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {
    "sesv2": CallBudget(attempts=4, connect_seconds=2, read_seconds=5),
    "s3": CallBudget(attempts=3, connect_seconds=2, read_seconds=30),
}
DOWNLOAD_SECONDS = 120  # for a whole file, after which an attempt is given up
SILENT_SECONDS = 20  # without a byte, after which it is given up sooner


@functools.cache
def wiring() -> Storing:
    """From the environment. Where SES is an emulator on this machine, so is what its links lead to."""
    read = SettingsReader(os.environ)
    bucket = read.bucket("REPORT_BUCKET")
    link_hours = read.whole_number("LINK_EXPIRY_HOURS", at_least=0)
    emulator = read.optional_text("AWS_ENDPOINT_URL_SESV2")
    read.finish()
    clients = Clients(BUDGETS)
    return Storing(
        jobs=ExportJobs(clients),
        files=Downloads(
            loopback=is_loopback(emulator or ""), seconds=DOWNLOAD_SECONDS, silent_seconds=SILENT_SECONDS
        ),
        bucket=ReportBucket(clients, bucket),
        link_hours=link_hours,
    )


@invocation
def handler(event: Any, _context: LambdaContext, _meter: Meter) -> dict[str, Any]:
    """`{"job_id": …, "key": …}` in; where the report is kept, and how much it holds, out."""
    return wiring().store(text_of(event, "job_id"), text_of(event, "key"))
