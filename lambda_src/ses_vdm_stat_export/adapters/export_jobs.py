"""Export jobs of SES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated
from ses_vdm_stat_export.rules.job import Job, job_of

if TYPE_CHECKING:
    from kit.clients import Clients


class ExportJobs:
    """SES takes one new job a second; where others start some too, the state machine tries again."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def start(self, request: dict[str, Any]) -> str:
        """The id of the new job."""
        with translated("ses:CreateExportJob"):
            job_id: str = self._clients["sesv2"].create_export_job(**request)["JobId"]
        return job_id

    def job(self, job_id: str) -> Job:
        """The job as it is now, with a fresh link when it is done."""
        with translated("ses:GetExportJob"):
            return job_of(self._clients["sesv2"].get_export_job(JobId=job_id))
