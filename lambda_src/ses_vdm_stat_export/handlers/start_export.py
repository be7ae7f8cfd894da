"""Starts an export job for the window that is wanted."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.invocation import invocation
from kit.settings import SettingsReader
from ses_vdm_stat_export.adapters.export_jobs import ExportJobs
from ses_vdm_stat_export.rules.job import text_of
from ses_vdm_stat_export.rules.report import Report, iso, report_of
from ses_vdm_stat_export.rules.window import moment, window

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

# Once, and patiently: what SES took and answered too late, it would take again. The state machine repeats.
BUDGETS = {"sesv2": CallBudget(attempts=1, connect_seconds=2, read_seconds=45)}


@dataclass(frozen=True, slots=True)
class Wiring:
    """This deployment's."""

    report: Report
    period: str
    rolling_days: int
    jobs: ExportJobs


@functools.cache
def wiring() -> Wiring:
    """From the environment."""
    read = SettingsReader(os.environ)
    report, period = read.text("REPORT"), read.text("PERIOD")
    rolling_days = read.whole_number("ROLLING_DAYS", at_least=1)
    read.finish()
    return Wiring(report_of(report), period, rolling_days, ExportJobs(Clients(BUDGETS)))


@invocation
def handler(event: Any, _context: LambdaContext, _meter: Meter) -> dict[str, Any]:
    """`{"as_of": …, "period": …}` in; the job, its window, and where its report will be kept out.

    `period` may be missing or null: then it is the deployment's.
    """
    wired = wiring()
    wanted = window(
        (event.get("period") if isinstance(event, dict) else None) or wired.period,
        moment(text_of(event, "as_of")),
        rolling_days=wired.rolling_days,
    )
    job_id = wired.jobs.start(wired.report.request(wanted))
    return {
        "job_id": job_id,
        "start": iso(wanted.start),
        "end": iso(wanted.end),
        "key": wired.report.key(wanted, job_id),
    }
