"""Export jobs of SES: what is refused, how jobs end, and how long links live."""

import csv
import datetime as dt
import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins import ses_exports
from emulator.standins.ses_exports import ExportServer

START, END = dt.datetime(2026, 2, 1, tzinfo=dt.UTC), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def ses() -> Iterator[ExportServer]:
    with ExportServer() as server:
        server.exports.polls = 0
        yield server


def create(ses: ExportServer, destination: dict[str, str] | None = None, **changes: Any) -> str:
    metrics = {
        "Dimensions": {"EMAIL_IDENTITY": ["*"]},
        "Namespace": "VDM",
        "Metrics": [{"Name": "SEND", "Aggregation": "VOLUME"}],
        "StartDate": START,
        "EndDate": END,
        **changes,
    }
    job_id: str = ses.client().create_export_job(
        ExportDataSource={"MetricsDataSource": metrics},
        ExportDestination=destination or {"DataFormat": "CSV"},
    )["JobId"]
    return job_id


def link_of(ses: ExportServer, job_id: str) -> str:
    link: str = ses.client().get_export_job(JobId=job_id)["ExportDestination"]["S3Url"]
    return link


def followed(link: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(link) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_a_job_works_for_a_while_and_then_has_a_file(ses: ExportServer) -> None:
    ses.exports.polls = 2
    job_id = create(ses)
    answers = [ses.client().get_export_job(JobId=job_id) for _ in range(3)]
    assert [answer["JobStatus"] for answer in answers] == ["PROCESSING", "PROCESSING", "COMPLETED"]
    assert ["S3Url" in answer["ExportDestination"] for answer in answers] == [False, False, True]
    assert answers[2]["Statistics"]["ExportedRecordsCount"] == 28
    assert answers[2]["ExportDataSource"]["MetricsDataSource"]["StartDate"] == START
    status, content = followed(answers[2]["ExportDestination"]["S3Url"])
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert (status, len(rows)) == (200, 28)
    assert rows[0] == {"DATE": "2026-02-01", "EMAIL_IDENTITY": "*", "SEND_VOLUME": "1"}
    assert ses.violations == []


def test_a_rate_is_a_part_of_what_was_sent(ses: ExportServer) -> None:
    metrics = [{"Name": "SEND", "Aggregation": "VOLUME"}, {"Name": "OPEN", "Aggregation": "RATE"}]
    _, content = followed(link_of(ses, create(ses, {"DataFormat": "JSON"}, Metrics=metrics)))
    last = json.loads(content)[-1]
    assert (last["SEND_VOLUME"], last["OPEN_RATE"]) == ("28", "0.28")


def test_json_is_what_was_asked_for(ses: ExportServer) -> None:
    status, content = followed(link_of(ses, create(ses, {"DataFormat": "JSON"})))
    assert (status, len(json.loads(content))) == (200, 28)


@pytest.mark.parametrize(
    ("destination", "changes"),
    [
        ({"DataFormat": "CSV", "S3Url": "s3://ours/report.csv"}, {}),
        (None, {"StartDate": START + dt.timedelta(hours=1)}),
        (None, {"EndDate": END + dt.timedelta(seconds=1)}),
        (None, {"StartDate": END}),
    ],
)
def test_what_the_service_does_not_take_is_refused(
    ses: ExportServer, destination: dict[str, str] | None, changes: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as error:
        create(ses, destination, **changes)
    assert error.value.response["Error"]["Code"] == "BadRequestException"
    assert ses.exports.jobs == {}


@pytest.mark.parametrize(
    "changes",
    [{"Metrics": [{"Name": "SEND", "Aggregation": "RATE"}] * 11}, {"Dimensions": {"COUNTRY": ["*"]}}],
)
def test_what_the_model_does_not_allow_is_a_violation(ses: ExportServer, changes: dict[str, Any]) -> None:
    with pytest.raises(ClientError):
        create(ses, **changes)
    assert len(ses.violations) == 1


def test_exports_of_messages_are_refused_in_words(ses: ExportServer) -> None:
    with pytest.raises(ClientError, match="exports MetricsDataSource only"):
        ses.client().create_export_job(
            ExportDataSource={"MessageInsightsDataSource": {"StartDate": START, "EndDate": END}},
            ExportDestination={"DataFormat": "CSV"},
        )


def test_a_job_can_fail_with_a_reason_be_cancelled_or_never_end(ses: ExportServer) -> None:
    job_id = create(ses)
    ses.exports.ends_as, ses.exports.failure = "FAILED", "No data"
    failed = ses.client().get_export_job(JobId=job_id)
    assert (failed["JobStatus"], failed["FailureInfo"]) == ("FAILED", {"ErrorMessage": "No data"})
    ses.exports.failure = None
    assert "FailureInfo" not in ses.client().get_export_job(JobId=job_id)
    ses.exports.ends_as = "CANCELLED"
    assert ses.client().get_export_job(JobId=job_id)["JobStatus"] == "CANCELLED"
    ses.exports.polls = None
    assert ses.client().get_export_job(JobId=job_id)["JobStatus"] == "PROCESSING"
    with pytest.raises(ClientError) as error:
        ses.client().get_export_job(JobId="gone")
    assert error.value.response["Error"]["Code"] == "NotFoundException"


def test_a_link_lives_five_minutes_and_a_fresh_one_can_be_had(
    ses: ExportServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = create(ses)
    link = link_of(ses, job_id)
    later = ses_exports.now() + dt.timedelta(minutes=5)
    with monkeypatch.context() as patch:
        patch.setattr(ses_exports, "now", lambda: later)
        assert followed(link)[0] == 403
        assert followed(link_of(ses, job_id))[0] == 200
    assert followed(link)[0] == 200
    ses.exports.expire_links()
    assert followed(link)[0] == 403
    assert followed(link_of(ses, job_id))[0] == 200
    assert ses.exports.downloads == [403, 200, 200, 403, 200]


def test_downloads_are_refused_on_demand_and_a_made_up_link_always(ses: ExportServer) -> None:
    job_id = create(ses)
    ses.exports.refused_downloads = 1
    assert followed(link_of(ses, job_id))[0] == 403
    link = link_of(ses, job_id)
    assert followed(link)[0] == 200
    assert followed(link + "x")[0] == 403
    assert followed(link.partition("?")[0])[0] == 403
    assert followed(link.replace(job_id, "another"))[0] == 403
    assert ses.violations == []


def test_other_operations_are_joined_to_it() -> None:
    with ExportServer({"ListSuppressedDestinations": lambda _: {}}) as server:
        assert "SuppressedDestinationSummaries" not in server.client().list_suppressed_destinations()
        assert create(server)
