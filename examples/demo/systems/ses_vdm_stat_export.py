"""A month of deliverability statistics is exported; then SES fails, and that is told too."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage

AS_OF = "2026-03-01T06:00:00Z"
SHOWN = 3


def play(stage: SystemStage) -> None:
    exports = stage.account.ses.exports
    exports.polls, exports.ends_as = 1, "COMPLETED"
    _a_month_is_exported(stage)
    exports.ends_as, exports.failure = "FAILED", "The metrics could not be read"
    _a_failure_is_told(stage)
    exports.ends_as = "COMPLETED"


def _a_month_is_exported(stage: SystemStage) -> None:
    stage.screen.say(f"The state machine is started as the schedule does it on {AS_OF}.")
    status, notice, kind = run(stage, "SES exports February, and the report is stored")
    wanted = {"status": "COMPLETED", "start": "2026-02-01T00:00:00Z", "end": "2026-03-01T00:00:00Z"}
    if (status, kind) != ("SUCCEEDED", "success") or not wanted.items() <= notice.items():
        raise WrongValue(f"The notice of the report is {notice}, and the execution {status}.")
    rows = _report(stage, notice["s3_uri"])
    if len(rows) != notice["exported_records"]:
        raise WrongValue(f"The report has {len(rows)} rows, the notice says {notice['exported_records']}.")
    stage.screen.table(("what the topic told", ""), notice.items())
    columns = list(rows[0])[:5]
    stage.screen.say(
        f"The report begins with these {SHOWN} of {len(rows)} days; the emulator invents its numbers."
    )
    stage.screen.table(columns, ([row[column] for column in columns] for row in rows[:SHOWN]))


def _a_failure_is_told(stage: SystemStage) -> None:
    status, notice, kind = run(stage, "SES fails, and the execution with it")
    if (status, kind, notice["reason"]) != ("FAILED", "failure", stage.account.ses.exports.failure):
        raise WrongValue(f"The notice of the failure is {notice}, and the execution {status}.")
    stage.screen.table(("what the topic told", ""), notice.items())


def run(
    stage: SystemStage, what: str, *, as_of: str = AS_OF, machine: str | None = None, seconds: float = 180
) -> tuple[str, Mapping[str, Any], str]:
    """How the execution ended, the notice, and the attribute by which subscribers choose notices."""
    machines, queues = stage.client("stepfunctions"), stage.client("sqs")
    queue = {"QueueUrl": stage.outputs["billing_queue_url"]}
    execution = machines.start_execution(
        stateMachineArn=machine or stage.outputs["state_machine_arn"], input=json.dumps({"as_of": as_of})
    )["executionArn"]

    def ended() -> str | None:
        status: str = machines.describe_execution(executionArn=execution)["status"]
        return None if status == "RUNNING" else status

    def told() -> Any:
        found = queues.receive_message(**queue, MessageAttributeNames=["All"]).get("Messages", [])
        return found[0] if found else None

    status = stage.wait_until(what, ended, seconds)
    message = stage.wait_until("billing hears of it", told)
    queues.delete_message(**queue, ReceiptHandle=message["ReceiptHandle"])
    kind = message["MessageAttributes"]["notification_type"]["StringValue"]
    return status, json.loads(message["Body"]), kind


def _report(stage: SystemStage, uri: str) -> list[dict[str, str]]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    body = stage.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return list(csv.DictReader(io.StringIO(body.decode())))
