"""Reports through Step Functions, Lambda, S3 and SNS of the emulator, with IAM enforced."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from emulator.standins.faults import fail, throttle
from examples.demo.systems.ses_vdm_stat_export import play, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from emulator.standins.ses_exports import ExportJobs
    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems


@pytest.fixture
def stage(systems: Systems) -> SystemStage:
    return systems.stage("ses-vdm-stat-export")


@pytest.fixture
def exports(stage: SystemStage) -> Iterator[ExportJobs]:
    """SES as it is on a good day, before and after."""
    found = stage.account.ses.exports
    found.polls, found.ends_as, found.refused_downloads = 0, "COMPLETED", 0
    yield found
    found.polls, found.ends_as, found.refused_downloads = 0, "COMPLETED", 0
    stage.account.ses.faults.clear()
    stage.client("sqs").purge_queue(QueueUrl=stage.outputs["billing_queue_url"])


def stored(stage: SystemStage) -> dict[str, bytes]:
    s3, bucket = stage.client("s3"), stage.outputs["report_bucket"]
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def untold(stage: SystemStage) -> list[Any]:
    """Notices that nobody took yet."""
    found: list[Any] = (
        stage.client("sqs").receive_message(QueueUrl=stage.outputs["billing_queue_url"]).get("Messages", [])
    )
    return found


def polls(stage: SystemStage, job_id: str) -> int:
    return stage.account.ses.calls.count(("GetExportJob", {"JobId": job_id}))


@contextlib.contextmanager
def machine_with(stage: SystemStage, changes: Mapping[str, str]) -> Iterator[str]:
    """The ARN of a machine that differs from the deployed one in these texts only."""
    machines = stage.client("stepfunctions")
    deployed = machines.describe_state_machine(stateMachineArn=stage.outputs["state_machine_arn"])
    definition = deployed["definition"]
    for old, new in changes.items():
        assert old in definition
        definition = definition.replace(old, new)
    arn = machines.create_state_machine(
        name="shop-reports-variant", definition=definition, roleArn=deployed["roleArn"]
    )["stateMachineArn"]
    try:
        yield arn
    finally:
        machines.delete_state_machine(stateMachineArn=arn)


# The emulator does not say the class of a function's error, so it would retry what no retry helps.
ONCE = {'"MaxAttempts":5': '"MaxAttempts":0'}


@pytest.fixture
def without_retries(stage: SystemStage) -> Iterator[str]:
    with machine_with(stage, ONCE) as machine:
        yield machine


def test_the_story(stage: SystemStage, exports: ExportJobs) -> None:
    play(stage)


def test_1_and_2_a_job_that_works_for_a_while_makes_one_object_and_one_notice(
    stage: SystemStage, exports: ExportJobs
) -> None:
    exports.polls = 2
    before = stored(stage)
    status, notice, kind = run(stage, "a report")
    assert (status, kind) == ("SUCCEEDED", "success")
    job_id, key = notice["job_id"], f"vdm/EMAIL_IDENTITY-ISP/2026-02-01_2026-02-28/{notice['job_id']}.csv"
    assert notice == {
        "status": "COMPLETED",
        "job_id": job_id,
        "start": "2026-02-01T00:00:00Z",
        "end": "2026-03-01T00:00:00Z",
        "s3_uri": f"s3://{stage.outputs['report_bucket']}/{key}",
        "exported_records": 28,
    }
    assert {name: text for name, text in stored(stage).items() if name not in before} == {
        key: exports.jobs[job_id].content()
    }
    assert polls(stage, job_id) == 4  # three to see the end of it, and one for a fresh link
    assert untold(stage) == []


def test_3_a_failed_job_is_told_with_its_reason(stage: SystemStage, exports: ExportJobs) -> None:
    exports.ends_as, exports.failure = "FAILED", 'No "VDM" data'
    status, notice, kind = run(stage, "a failure")
    assert (status, kind) == ("FAILED", "failure")
    assert (notice["status"], notice["reason"]) == ("FAILED", 'No "VDM" data')
    assert untold(stage) == []


def test_4_dead_links_are_replaced(stage: SystemStage, exports: ExportJobs) -> None:
    exports.refused_downloads = 2
    status, notice, _ = run(stage, "a report in spite of dead links")
    assert status == "SUCCEEDED"
    assert exports.downloads[-3:] == [403, 403, 200]
    assert stored(stage)[notice["s3_uri"].split("/", 3)[3]] == exports.jobs[notice["job_id"]].content()


def test_5_throttled_creation_is_tried_again(stage: SystemStage, exports: ExportJobs) -> None:
    stage.account.ses.faults.add("CreateExportJob", throttle(), times=2)
    before = len(exports.jobs)
    assert run(stage, "a report in spite of throttling")[0] == "SUCCEEDED"
    assert len(exports.jobs) == before + 1


def test_6_a_job_that_never_ends_is_given_up(stage: SystemStage, exports: ExportJobs) -> None:
    exports.polls = None
    with machine_with(stage, {"$polls >= 900": "$polls >= 2"}) as impatient:
        status, notice, kind = run(stage, "the end of patience", machine=impatient)
    assert (status, kind, notice["status"]) == ("FAILED", "failure", "NOT_DONE")
    assert notice["reason"] == "the job was still PROCESSING after 2 questions"
    assert polls(stage, notice["job_id"]) == 2


def test_7_the_same_month_twice_makes_two_reports(stage: SystemStage, exports: ExportJobs) -> None:
    notices = [run(stage, "a report")[1] for _ in range(2)]
    assert len({notice["job_id"] for notice in notices}) == 2
    reports = stored(stage)
    for notice in notices:
        assert reports[notice["s3_uri"].split("/", 3)[3]] == exports.jobs[notice["job_id"]].content()


def test_9_both_dimensions_are_in_the_request(stage: SystemStage, exports: ExportJobs) -> None:
    job_id = run(stage, "a report")[1]["job_id"]
    assert exports.jobs[job_id].metrics["Dimensions"] == {"EMAIL_IDENTITY": ["*"], "ISP": ["*"]}


def test_defect_no_error_ends_without_notice(
    stage: SystemStage, exports: ExportJobs, without_retries: str
) -> None:
    """Also at the first step; the notice has the error's own text, without its frames."""
    status, notice, kind = run(stage, "a wrong input", as_of="the first of March", machine=without_retries)
    assert (status, kind, notice["status"], notice["job_id"]) == ("FAILED", "failure", "ERROR", None)
    assert notice["reason"].endswith(": as_of must be a moment such as 2026-03-01T06:00:00Z")
    assert "errorMessage" not in notice["reason"]


def test_a_report_whose_notice_fails_is_not_told_of_as_missing(
    stage: SystemStage, exports: ExportJobs
) -> None:
    """The notice of success cannot be made; that of the failure says where the report is."""
    told = "$string($merge([{'status': 'COMPLETED'"
    with machine_with(stage, {**ONCE, told: f"$error('nobody listens') & {told}"}) as speechless:
        status, notice, kind = run(stage, "a report without its notice", machine=speechless)
    assert (status, kind, notice["status"]) == ("FAILED", "failure", "STORED_NOT_TOLD")
    assert "nobody listens" in notice["reason"]
    assert stored(stage)[notice["s3_uri"].split("/", 3)[3]] == exports.jobs[notice["job_id"]].content()
    assert untold(stage) == []


def test_a_schedule_that_fills_nothing_in_means_now(stage: SystemStage, exports: ExportJobs) -> None:
    """AWS fills the moment in, the emulator does not."""
    schedule = stage.client("scheduler").get_schedule(Name="shop-reports-vdm-export")
    assert schedule["State"] == "ENABLED"
    assert schedule["Target"]["Arn"] == stage.outputs["state_machine_arn"]
    assert schedule["Target"]["DeadLetterConfig"]["Arn"].endswith(":shop-reports-vdm-export-not-started")
    as_of = json.loads(schedule["Target"]["Input"])["as_of"]
    assert as_of == "<aws.scheduler.scheduled-time>"
    status, notice, _ = run(stage, "a report of now", as_of=as_of)
    assert status == "SUCCEEDED"
    assert notice["end"].endswith("-01T00:00:00Z")


def test_what_ses_refuses_for_good_is_told(
    stage: SystemStage, exports: ExportJobs, without_retries: str
) -> None:
    stage.account.ses.faults.add("GetExportJob", fail("NotFoundException", status=404))
    status, notice, kind = run(stage, "a job that is gone", machine=without_retries)
    assert (status, kind) == ("FAILED", "failure")
    assert notice["reason"].endswith(": ses:GetExportJob was refused with NotFoundException")
