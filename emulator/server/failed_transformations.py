"""Records that Firehose's transformation fails lie under errors/, as on AWS; MiniStack drops them.

Where the function itself fails, MiniStack delivers the records as they came. AWS tries again, and then takes
all of them for failed: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import json
import time
from typing import Any

_FAILED = "ProcessingFailed"


def install() -> None:
    from ministack.services import lambda_svc

    execute = lambda_svc._execute_function

    def execute_for_firehose(function: Any, event: Any) -> Any:
        result = execute(function, event)
        if not (isinstance(event, dict) and "deliveryStreamArn" in event):
            return result
        answers = _answers(result, event["records"])
        failed = {answer["recordId"] for answer in answers if answer["result"] == _FAILED}
        for record in event["records"]:
            if record["recordId"] in failed:
                _keep(event["deliveryStreamArn"], function, record)
        return {"body": {"records": answers}}

    lambda_svc._execute_function = execute_for_firehose


def _answers(result: Any, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    body = result.get("body")
    told = json.loads(body) if isinstance(body, str | bytes) else body
    if result.get("error") or not isinstance(told, dict) or "records" not in told:
        return [{"recordId": record["recordId"], "result": _FAILED} for record in records]
    answers: list[dict[str, Any]] = told["records"]
    return answers


def _keep(stream_arn: str, function: Any, record: dict[str, Any]) -> None:
    from ministack.services import firehose

    now = time.gmtime()
    stream = firehose._streams[stream_arn.rpartition("/")[2]]
    letter = {
        "attemptsMade": 1,
        "arrivalTimestamp": record["approximateArrivalTimestamp"],
        "errorCode": "Lambda.ProcessingFailedStatus",
        "errorMessage": "ProcessingFailed status set for record",
        "attemptEndingTimestamp": int(time.time() * 1000),
        "rawData": record["data"],
        "lambdaArn": function["config"]["FunctionArn"],
    }
    for destination in stream["destinations"]:
        config = destination["config"]
        prefix = firehose._evaluate_prefix(config["ErrorOutputPrefix"], now, error_type="processing-failed")
        bucket = firehose._s3_bucket_from_arn(config["BucketARN"])
        key = f"{prefix}{stream['name']}-{record['recordId']}"
        firehose._put_s3_object(bucket, key, json.dumps(letter).encode() + b"\n")
