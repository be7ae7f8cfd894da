"""Says how far an export job is."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.invocation import invocation
from ses_vdm_stat_export.adapters.export_jobs import ExportJobs
from ses_vdm_stat_export.rules.job import text_of

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {"sesv2": CallBudget(attempts=4, connect_seconds=2, read_seconds=5)}


@functools.cache
def wiring() -> ExportJobs:
    """It needs no settings."""
    return ExportJobs(Clients(BUDGETS))


@invocation
def handler(event: Any, _context: LambdaContext, _meter: Meter) -> dict[str, str]:
    """`{"job_id": …}` in; its status, and the reason that counts if that is a failure, out."""
    job = wiring().job(text_of(event, "job_id"))
    return {"status": job.status, "reason": job.reason}
