"""What Firehose does with records that a function fails to transform, one by one and all at once."""

import base64
import io
import json
import zipfile

import pytest

from emulator.ministack import MiniStack
from tests.support.waiting import until

ROLE = "arn:aws:iam::000000000000:role/any"
CODE = """
def handler(event, _context):
    def answer(record):
        bad = record["data"] == "YmFk"
        return {**record, "result": "ProcessingFailed" if bad else "Ok"}
    if any(record["data"] == "YnJlYWs=" for record in event["records"]):
        raise ValueError("broken")
    return {"records": [answer(record) for record in event["records"]]}
"""


def transformed(stack: MiniStack, name: str) -> None:
    """A stream, its bucket and its function, all with one name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("code.py", CODE)
    function = stack.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=ROLE,
        Handler="code.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    stack.client("s3").create_bucket(Bucket=name)
    arn = {"ParameterName": "LambdaArn", "ParameterValue": function["FunctionArn"] + ":$LATEST"}
    stack.client("firehose").create_delivery_stream(
        DeliveryStreamName=name,
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE,
            "BucketARN": f"arn:aws:s3:::{name}",
            "Prefix": "events/",
            "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [{"Type": "Lambda", "Parameters": [arn]}],
            },
        },
    )


def stored(stack: MiniStack, bucket: str, prefix: str, count: int) -> list[bytes]:
    """Contents, once there are as many."""
    s3 = stack.client("s3")

    def keys() -> list[str]:
        found = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        return [one["Key"] for one in found]

    until(lambda: len(keys()) >= count)
    return sorted(s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys())


@pytest.mark.parametrize(
    ("name", "sent", "delivered", "failed"),
    [
        ("one-fails", [b"good", b"bad"], [b"good"], [b"bad"]),
        ("all-fail", [b"break"], [], [b"break"]),
    ],
)
def test_what_was_not_transformed_lies_under_errors(
    stack: MiniStack, name: str, sent: list[bytes], delivered: list[bytes], failed: list[bytes]
) -> None:
    transformed(stack, name)
    for data in sent:
        stack.client("firehose").put_record(DeliveryStreamName=name, Record={"Data": data})
    letters = map(json.loads, stored(stack, name, "errors/processing-failed/", len(failed)))
    assert [base64.b64decode(letter["rawData"]) for letter in letters] == failed
    assert stored(stack, name, "events/", len(delivered)) == delivered


def test_stock_ministack_drops_it(stock: MiniStack) -> None:
    transformed(stock, "stock")
    for data in (b"bad", b"good"):
        stock.client("firehose").put_record(DeliveryStreamName="stock", Record={"Data": data})
    assert stored(stock, "stock", "events/", 1) == [b"good"]
    assert stored(stock, "stock", "errors/", 0) == [], "the correction may be no longer needed"
