"""Exports of Amazon SES: jobs that take their time, and the links to what they wrote."""

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.model import OperationModel
from botocore.utils import parse_to_aware_datetime

from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer
from emulator.standins.times import now
from emulator.standins.wire import Request, Response

Handler = Callable[[dict[str, Any]], dict[str, Any]]

# As https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDestination.html says.
_LINK_LIVES = dt.timedelta(minutes=5)
_PATH = "/exports-of-ses/"
_ENDS = ("COMPLETED", "FAILED", "CANCELLED")


@dataclass(slots=True, kw_only=True)
class ExportJob:
    """A job as it was asked for, and how often it was asked about."""

    source: dict[str, Any]
    data_format: str
    created: dt.datetime
    polls: int = 0
    links: dict[str, dt.datetime] = field(default_factory=dict)

    @property
    def metrics(self) -> dict[str, Any]:
        found: dict[str, Any] = self.source["MetricsDataSource"]
        return found

    def rows(self) -> list[dict[str, str]]:
        """A row for each day: the rows of the service itself are not documented, and these are invented."""
        start, end = _interval(self.metrics)
        days = [start + dt.timedelta(days=n) for n in range((end - start).days)]
        dimensions = {name: "/".join(values) for name, values in self.metrics["Dimensions"].items()}
        asked = [(metric["Name"], metric["Aggregation"]) for metric in self.metrics["Metrics"]]
        return [
            {
                "DATE": day.date().isoformat(),
                **dimensions,
                **{f"{name}_{aggregation}": _number(day, aggregation) for name, aggregation in asked},
            }
            for day in days
        ]

    def content(self) -> bytes:
        rows = self.rows()
        if self.data_format == "JSON":
            return json.dumps(rows).encode()
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()


class ExportJobs:
    """What tests set: a job answers PROCESSING ``polls`` times and then with ``ends_as``, or for ever.

    ``operations`` are those of the service. Exports of messages are refused, as nobody here asks for them.
    """

    def __init__(self) -> None:
        self.operations: dict[str, Handler] = {"CreateExportJob": self._create, "GetExportJob": self._get}
        self.polls: int | None = 2
        """None: the job never ends."""
        self.ends_as = "COMPLETED"
        self.failure: str | None = "The metrics could not be read"
        self.refused_downloads = 0
        """How many of the next downloads are answered with 403, however fresh the link is."""
        self.downloads: list[int] = []
        """The statuses of all downloads."""
        self.jobs: dict[str, ExportJob] = {}
        self.address = ""
        """Where links lead: that of the server."""

    def expire_links(self) -> None:
        """As if five minutes had passed for every link that was given out."""
        for job in self.jobs.values():
            job.links = dict.fromkeys(job.links, now() - _LINK_LIVES)

    def serves(self, request: Request) -> bool:
        """Whether a request is for a file, and not for the service."""
        return request.path.startswith(_PATH)

    def download(self, request: Request) -> Response:
        """What S3 answers to who follows a link."""
        job_id = request.path.removeprefix(_PATH).partition(".")[0]
        (token,) = request.query.get("X-Amz-Signature") or [""]
        job = self.jobs.get(job_id)
        given = job.links.get(token) if job else None
        if job is None or given is None or now() - given >= _LINK_LIVES or self.refused_downloads:
            self.refused_downloads = max(0, self.refused_downloads - 1)
            self.downloads.append(403)
            return Response(status=403, body=b"<Error><Code>AccessDenied</Code></Error>")
        self.downloads.append(200)
        return Response(status=200, body=job.content())

    def _create(self, params: dict[str, Any]) -> dict[str, Any]:
        source, destination = params["ExportDataSource"], params["ExportDestination"]
        if "S3Url" in destination:
            raise ServiceError("BadRequestException", "S3Url must not be in the request")
        if set(source) != {"MetricsDataSource"}:
            raise ServiceError("BadRequestException", "This stand-in exports MetricsDataSource only")
        start, end = _interval(source["MetricsDataSource"])
        if (start.time(), end.time()) != (dt.time(), dt.time()) or start >= end:
            raise ServiceError("BadRequestException", "StartDate and EndDate must be midnights, in order")
        job_id = str(uuid.uuid4())
        self.jobs[job_id] = ExportJob(source=source, data_format=destination["DataFormat"], created=now())
        return {"JobId": job_id}

    def _get(self, params: dict[str, Any]) -> dict[str, Any]:
        job = self.jobs.get(params["JobId"])
        if job is None:
            raise ServiceError("NotFoundException", "The export job was not found", 404)
        job.polls += 1
        status = self._status(job)
        answer: dict[str, Any] = {
            "JobId": params["JobId"],
            "ExportSourceType": "METRICS_DATA",
            "JobStatus": status,
            "ExportDestination": {"DataFormat": job.data_format},
            "ExportDataSource": job.source,
            "CreatedTimestamp": job.created,
        }
        if status == "COMPLETED":
            answer["ExportDestination"]["S3Url"] = self._link(params["JobId"], job)
            count = len(job.rows())
            answer["Statistics"] = {"ProcessedRecordsCount": count, "ExportedRecordsCount": count}
        if status == "FAILED" and self.failure is not None:
            answer["FailureInfo"] = {"ErrorMessage": self.failure}
        if status in _ENDS:
            answer["CompletedTimestamp"] = now()
        return answer

    def _status(self, job: ExportJob) -> str:
        if self.polls is None or job.polls <= self.polls:
            return "PROCESSING"
        return self.ends_as

    def _link(self, job_id: str, job: ExportJob) -> str:
        token = uuid.uuid4().hex
        job.links[token] = now()
        return f"{self.address}{_PATH}{job_id}.{job.data_format.lower()}?X-Amz-Signature={token}"


class ExportServer(ModelServer):
    """A server of SES with ``exports``: it answers also those who follow a link of theirs.

    The service model wants ``s3://`` of what its own text calls a pre-signed URL, and of no use would be any
    other: the link is left out of the check of answers.
    """

    def __init__(self, operations: dict[str, Handler] | None = None, *, otherwise: str | None = None) -> None:
        self.exports = ExportJobs()
        super().__init__("sesv2", {**(operations or {}), **self.exports.operations}, otherwise=otherwise)
        self.exports.address = self.url

    def _respond(self, request: Request) -> Response:
        return self.exports.download(request) if self.exports.serves(request) else super()._respond(request)

    def _checked_answer(self, operation: OperationModel, answer: dict[str, Any]) -> Response:
        link = answer.get("ExportDestination", {}).pop("S3Url", None)
        checked = super()._checked_answer(operation, answer)
        if link is None:
            return checked
        answer["ExportDestination"]["S3Url"] = link
        return self._protocol.answer(operation, answer)


def _number(day: dt.datetime, aggregation: str) -> str:
    """Another one each day; a rate is a part of what was sent."""
    return f"{day.day / 100:.2f}" if aggregation == "RATE" else str(day.day)


def _interval(metrics: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    """From the numbers that moments are on the wire, in UTC."""
    start, end = (parse_to_aware_datetime(metrics[name]) for name in ("StartDate", "EndDate"))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
