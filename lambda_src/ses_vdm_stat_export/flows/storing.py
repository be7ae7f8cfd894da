"""Gets a report from SES into the bucket."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol

from kit.errors import PermanentError, TransientError
from ses_vdm_stat_export.rules.report import content_type

if TYPE_CHECKING:
    from ses_vdm_stat_export.rules.job import Job

# A link may die between SES and us: each attempt has a fresh one. The state machine has further attempts.
ATTEMPTS = 3
IN_MEMORY_BYTES = 8 * 1024 * 1024  # larger reports go to /tmp
SECONDS_PER_HOUR = 3600


class Jobs(Protocol):
    """Where jobs are asked for."""

    def job(self, job_id: str) -> Job:
        """The job as it is now, with a fresh link when it is done."""


class Files(Protocol):
    """What follows links."""

    def fetch(self, link: str, into: IO[bytes]) -> None:
        """Write the whole file, or raise: `TransientError` where a fresh link may help."""


class Bucket(Protocol):
    """Where reports are kept."""

    name: str

    def put(self, key: str, content: IO[bytes], content_type: str) -> None:
        """Store the report whole."""

    def link(self, key: str, seconds: int) -> str:
        """A link that lets anybody read the object for this long."""


@dataclass(frozen=True, slots=True)
class Storing:
    """`link_hours`: how long the link in the notice lives; 0: the notice has none."""

    jobs: Jobs
    files: Files
    bucket: Bucket
    link_hours: int

    def store(self, job_id: str, key: str) -> dict[str, Any]:
        """What the notice says of the stored report. Running it twice stores the same twice."""
        job = self._stored(job_id, key)
        told = {"s3_uri": f"s3://{self.bucket.name}/{key}", "exported_records": job.exported_records}
        if self.link_hours:
            told["link"] = self.bucket.link(key, self.link_hours * SECONDS_PER_HOUR)
        return told

    def _stored(self, job_id: str, key: str, attempts: int = ATTEMPTS) -> Job:
        job = self.jobs.job(job_id)
        if job.link is None:
            raise PermanentError(f"the export job has no file: SES says {job.status}")
        # Each attempt has a file of its own: one that was given up may still be writing.
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as content:
            try:
                self.files.fetch(job.link, content)
            except TransientError:
                if attempts == 1:
                    raise
            else:
                content.seek(0)
                self.bucket.put(key, content, content_type(key))
                return job
        return self._stored(job_id, key, attempts - 1)
