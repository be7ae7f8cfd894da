"""The three functions as Step Functions calls them."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import time
import urllib.parse

import boto3
import pytest

from emulator.standins.faults import delay, fail, throttle
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from ses_vdm_stat_export.flows import storing
from ses_vdm_stat_export.flows.storing import Storing
from ses_vdm_stat_export.handlers import check_export, start_export, store_report
from ses_vdm_stat_export.rules.job import Job
from tests.support.doubles import Context
from tests.support.functions import timeout_of
from tests.unit.ses_vdm_stat_export.conftest import BUCKET, deploy

FEBRUARY = {"as_of": "2026-03-01T06:00:00Z"}
KEY = "vdm/EMAIL_IDENTITY/2026-02-01_2026-02-28/"


def start(**event):
    return start_export.handler({**FEBRUARY, **event}, Context())


def check(job):
    return check_export.handler({"job_id": job["job_id"]}, Context())


def store(job):
    return store_report.handler({"job_id": job["job_id"], "key": job["key"]}, Context())


def stored():
    s3 = boto3.client("s3")
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}


def test_1_the_window_of_as_of_is_asked_for(ses):
    job = start()
    assert (job["start"], job["end"]) == ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")
    metrics = ses.exports.jobs[job["job_id"]].metrics
    midnights = [dt.datetime(2026, month, 1, tzinfo=dt.UTC).timestamp() for month in (2, 3)]
    assert [metrics["StartDate"], metrics["EndDate"]] == midnights
    assert job["key"] == f"{KEY}{job['job_id']}.csv"


def test_period_of_the_execution_counts_before_the_deployments(ses):
    assert start(period="previous_day")["start"] == "2026-02-28T00:00:00Z"
    assert start(period=None)["start"] == "2026-02-01T00:00:00Z"


def test_request_has_what_is_configured_and_no_place_to_write_to(ses):
    start()
    ((name, request),) = ses.calls
    assert name == "CreateExportJob"
    assert request["ExportDestination"] == {"DataFormat": "CSV"}
    source = request["ExportDataSource"]["MetricsDataSource"]
    assert source["Namespace"] == "VDM"
    assert source["Metrics"] == [
        {"Name": "SEND", "Aggregation": "VOLUME"},
        {"Name": "OPEN", "Aggregation": "RATE"},
    ]


def test_9_both_dimensions_are_in_the_request_and_in_the_key(ses, monkeypatch):
    """The original declared the parameter and asked for all identities whatever it said."""
    dimensions = {"ISP": ["Gmail", "Yahoo"], "CONFIGURATION_SET": ["news"]}
    deploy(monkeypatch, {"dimensions": dimensions})
    job = start()
    assert ses.exports.jobs[job["job_id"]].metrics["Dimensions"] == dimensions
    assert job["key"].startswith("vdm/CONFIGURATION_SET-ISP/2026-02-01_2026-02-28/")


def test_2_a_job_that_works_twice_and_is_done_then_is_stored_once(ses):
    ses.exports.polls = 2
    job = start()
    assert [check(job)["status"] for _ in range(3)] == ["PROCESSING", "PROCESSING", "COMPLETED"]
    told = store(job)
    assert told == {"s3_uri": f"s3://{BUCKET}/{job['key']}", "exported_records": 28}
    ((key, content),) = stored().items()
    assert key == job["key"]
    assert content == ses.exports.jobs[job["job_id"]].content()
    assert len(list(csv.DictReader(io.StringIO(content.decode())))) == 28
    assert boto3.client("s3").head_object(Bucket=BUCKET, Key=key)["ContentType"] == "text/csv"


def test_json_reports_are_stored_as_such(ses, monkeypatch):
    deploy(monkeypatch, {"data_format": "JSON"})
    job = start()
    store(job)
    ((key, content),) = stored().items()
    assert key.endswith(f"/{job['job_id']}.json")
    assert len(json.loads(content)) == 28
    assert boto3.client("s3").head_object(Bucket=BUCKET, Key=key)["ContentType"] == "application/json"


class LateFiles:
    """Its first file goes on arriving after it was given up."""

    def __init__(self):
        self.into = []

    def fetch(self, link, into):
        self.into.append(into)
        into.write(b"half of ")
        if len(self.into) == 1:
            raise TransientError("not done after 120 s")
        with pytest.raises(ValueError, match="closed"):
            self.into[0].write(b"what came too late")
        into.write(b"the report")


class Shelf:
    """A bucket of one report."""

    name = BUCKET

    def put(self, key, content, content_type):
        self.stored = (key, content.read(), content_type)


class DoneJobs:
    """Every job is done."""

    def job(self, job_id):
        return Job(status="COMPLETED", reason="", link="https://link", exported_records=28)


def test_what_was_given_up_cannot_damage_what_is_stored():
    shelf, files = Shelf(), LateFiles()
    Storing(jobs=DoneJobs(), files=files, bucket=shelf, link_hours=0).store("j-1", "vdm/j-1.csv")
    assert shelf.stored == ("vdm/j-1.csv", b"half of the report", "text/csv")
    assert [file.closed for file in files.into] == [True, True]


def test_7_the_same_month_twice_makes_two_reports(ses):
    jobs = [start(), start()]
    for job in [*jobs, jobs[0]]:
        store(job)
    assert stored() == {job["key"]: ses.exports.jobs[job["job_id"]].content() for job in jobs}
    assert len({job["key"] for job in jobs}) == 2


def test_3_a_job_that_failed_tells_why(ses):
    ses.exports.ends_as, ses.exports.failure = "FAILED", "No data for the window"
    assert check(start()) == {"status": "FAILED", "reason": "No data for the window"}


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_3_without_a_reason_the_status_is_one(ses, status):
    ses.exports.ends_as, ses.exports.failure = status, None
    told = check(start())
    assert told == {"status": status, "reason": f"SES ended the job as {status} and gave no reason"}


def test_4_a_dead_link_is_replaced_by_a_fresh_one(ses):
    job = start()
    ses.exports.refused_downloads = 2
    store(job)
    assert ses.exports.downloads == [403, 403, 200]
    assert [name for name, _ in ses.calls].count("GetExportJob") == 3
    assert len(ses.exports.jobs[job["job_id"]].links) == 3
    assert list(stored()) == [job["key"]]


def test_4_after_three_links_it_fails_for_now_and_stores_nothing(ses):
    job = start()
    ses.exports.refused_downloads = 99
    with pytest.raises(TransientError, match="its link was refused with HTTP 403") as error:
        store(job)
    assert "127.0.0.1" not in str(error.value)
    assert ses.exports.downloads == [403] * storing.ATTEMPTS
    assert stored() == {}


def test_5_throttled_creation_is_an_error_that_the_state_machine_retries(ses):
    ses.faults.add("CreateExportJob", throttle())
    with pytest.raises(Throttled, match="ses:CreateExportJob was refused with TooManyRequestsException"):
        start()
    assert [name for name, _ in ses.calls] == ["CreateExportJob"]
    start()
    assert len(ses.exports.jobs) == 1


def test_a_job_whose_id_comes_too_late_is_not_asked_for_again_behind_the_machines_back(ses, monkeypatch):
    """SES made it all the same: each repetition would make one more that nobody watches."""
    impatient = dataclasses.replace(start_export.BUDGETS["sesv2"], read_seconds=0.2)
    monkeypatch.setitem(start_export.BUDGETS, "sesv2", impatient)
    ses.faults.add("CreateExportJob", delay(0.4))
    with pytest.raises(TransientError, match="ses:CreateExportJob"):
        start()
    time.sleep(0.5)
    assert len(ses.exports.jobs) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [("BadRequestException", PermanentError), ("AccessDeniedException", ConfigError)],
)
def test_what_ses_refuses_for_good_is_no_matter_of_time(ses, code, kind):
    ses.faults.add("CreateExportJob", fail(code))
    with pytest.raises(kind, match=code):
        start()
    assert len(ses.calls) == 1


def test_a_job_that_is_not_done_or_not_there_cannot_be_stored(ses):
    ses.exports.polls = 1
    job = start()
    with pytest.raises(PermanentError, match="no file: SES says PROCESSING"):
        store(job)
    with pytest.raises(PermanentError, match="ses:GetExportJob was refused with NotFoundException"):
        store({**job, "job_id": "gone"})
    assert stored() == {}


def test_a_job_without_statistics_has_no_number_of_records(ses, monkeypatch):
    job = start()
    answer = ses.exports.operations["GetExportJob"]({"JobId": job["job_id"]})
    del answer["Statistics"]
    monkeypatch.setitem(ses._handlers, "GetExportJob", lambda _: json.loads(json.dumps(answer, default=str)))
    answer["ExportDataSource"] = {}
    assert store(job)["exported_records"] is None


def test_defect_the_link_of_ses_is_told_to_nobody(ses, capsys):
    """The original e-mailed it: dead after five minutes, and until then open to whoever saw the mail."""
    told = store(start())
    assert set(told) == {"s3_uri", "exported_records"}
    assert "X-Amz-Signature" not in json.dumps(told) + capsys.readouterr().out


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_link_of_our_own_is_of_the_region_signed_by_v4_for_the_hours_that_are_asked_for(
    ses, monkeypatch, region
):
    job = start()
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    deploy(monkeypatch, LINK_EXPIRY_HOURS="2")
    link = urllib.parse.urlsplit(store(job)["link"])
    signed = urllib.parse.parse_qs(link.query)
    assert (link.scheme, link.path) == ("https", f"/{job['key']}")
    assert link.hostname in {f"{BUCKET}.s3.{region}.amazonaws.com", f"{BUCKET}.s3.amazonaws.com"}
    assert ("." + region in link.hostname) is (region != "us-east-1")
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert signed["X-Amz-Credential"][0].split("/")[2] == region
    assert signed["X-Amz-Expires"] == ["7200"]


def test_links_lead_over_tls_unless_ses_itself_is_on_this_machine(ses, monkeypatch):
    job = start()
    monkeypatch.delenv("AWS_ENDPOINT_URL_SESV2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", ses.url)
    store_report.wiring.cache_clear()
    with pytest.raises(PermanentError, match="must begin with https://"):
        store(job)
    assert ses.exports.downloads == []


@pytest.mark.parametrize(
    ("handler", "event", "missing"),
    [
        (start_export.handler, {}, "as_of"),
        (start_export.handler, [], "as_of"),
        (start_export.handler, {"as_of": 30}, "as_of"),
        (check_export.handler, {"job_id": ""}, "job_id"),
        (store_report.handler, {"job_id": "j-1"}, "key"),
    ],
)
def test_what_is_missing_in_the_event_is_named(ses, handler, event, missing):
    with pytest.raises(BadInput, match=missing):
        handler(event, Context())


def test_wrong_settings_are_named(ses, monkeypatch):
    monkeypatch.setenv("REPORT", "")
    monkeypatch.setenv("ROLLING_DAYS", "0")
    start_export.wiring.cache_clear()
    with pytest.raises(ConfigError, match=r"REPORT is missing.*ROLLING_DAYS must be"):
        start()


@pytest.mark.parametrize(
    "report", ["[]", "{", "{}", '{"dimensions": [], "metrics": [], "data_format": "CSV"}']
)
def test_a_report_that_terraform_did_not_write_is_refused(ses, monkeypatch, report):
    monkeypatch.setenv("REPORT", report)
    start_export.wiring.cache_clear()
    with pytest.raises(
        ConfigError, match="REPORT must be a JSON object with dimensions, metrics and data_format"
    ):
        start()


def test_calls_fit_the_timeouts():
    asking = start_export.BUDGETS["sesv2"].worst_case_seconds
    assert asking < timeout_of(start_export.__name__)
    assert check_export.BUDGETS["sesv2"].worst_case_seconds < timeout_of(check_export.__name__)
    assert store_report.SILENT_SECONDS < store_report.DOWNLOAD_SECONDS
    budgets = store_report.BUDGETS
    each = budgets["sesv2"].worst_case_seconds + store_report.DOWNLOAD_SECONDS
    assert storing.ATTEMPTS * each + budgets["s3"].worst_case_seconds < timeout_of(store_report.__name__)
