"""What SES says of an export job: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetExportJob.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class Job:
    """`link` is there when the job is done, and lives for five minutes. `reason` is there when it failed."""

    status: str
    reason: str
    link: str | None
    exported_records: int | None


def job_of(answer: dict[str, Any]) -> Job:
    """The answer of GetExportJob."""
    status = str(answer.get("JobStatus", "UNKNOWN"))
    told = answer.get("FailureInfo", {}).get("ErrorMessage")
    return Job(
        status=status,
        reason=str(told or f"SES ended the job as {status} and gave no reason"),
        link=answer.get("ExportDestination", {}).get("S3Url"),
        exported_records=answer.get("Statistics", {}).get("ExportedRecordsCount"),
    )


def text_of(event: Any, name: str) -> str:
    """A text that the state machine hands over."""
    value = event.get(name) if isinstance(event, dict) else None
    if not isinstance(value, str) or not value:
        raise BadInput(f"the event must have {name}, as the state machine hands it over")
    return value
