"""A table, a function on its stream that writes down what it gets, and a queue for what is given up."""

import io
import json
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

from emulator.ministack import MiniStack
from tests.support.waiting import until

# Lambdas are local processes here, so a file is enough to hear from them.
FUNCTION = """
import json, os, time

def handler(event, context):
    items = [r["dynamodb"].get("NewImage") or r["dynamodb"]["OldImage"] for r in event["Records"]]
    modes = [item.get("mode", {}).get("S") for item in items]
    with open(os.environ["CALLS"], "a") as calls:
        calls.write(json.dumps(event["Records"]) + "\\n")
    if "held" in modes:
        while not os.path.exists(os.environ["CALLS"] + ".release"):
            time.sleep(0.05)
        open(os.environ["CALLS"] + ".ended", "w").close()
    if "raise" in modes:
        raise ValueError("told to")
    failed = [r["dynamodb"]["SequenceNumber"] for r, mode in zip(event["Records"], modes) if mode == "report"]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}
"""


def zipped(source: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", source)
    return content.getvalue()


class StreamedTable:
    def __init__(self, stack: MiniStack, calls_file: Path, **mapping: Any) -> None:
        self.name = f"probe-{uuid.uuid4().hex[:8]}"
        self.dynamodb = stack.client("dynamodb")
        self.functions = stack.client("lambda")
        self.queues = stack.client("sqs")
        self._calls_file = calls_file
        table = self.dynamodb.create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]
        self.create_function()
        self.queue_url = self.queues.create_queue(QueueName=self.name)["QueueUrl"]
        queue_arn = f"arn:aws:sqs:us-east-1:000000000000:{self.name}"
        self.mapping_id = self.functions.create_event_source_mapping(
            FunctionName=self.name,
            EventSourceArn=table["LatestStreamArn"],
            StartingPosition="TRIM_HORIZON",
            DestinationConfig={"OnFailure": {"Destination": queue_arn}},
            **{"BatchSize": 100, "MaximumBatchingWindowInSeconds": 1, **mapping},
        )["UUID"]

    def create_function(self) -> None:
        self.functions.create_function(
            FunctionName=self.name,
            Runtime="python3.11",
            Handler="index.handler",
            Role="arn:aws:iam::000000000000:role/probe",
            Code={"ZipFile": zipped(FUNCTION)},
            Timeout=600,
            Environment={"Variables": {"CALLS": str(self._calls_file)}},
        )

    def put(self, *items: tuple[str, str | None] | str, **attributes: Any) -> None:
        """At once, so that they are one batch."""
        rows = [item if isinstance(item, tuple) else (item, None) for item in items]
        modes = {key: {"mode": {"S": mode}} if mode else {} for key, mode in rows}
        puts = [{"PutRequest": {"Item": {"id": {"S": key}, **modes[key], **attributes}}} for key in modes]
        self.dynamodb.batch_write_item(RequestItems={self.name: puts})

    def calls_when_quiet(self) -> int:
        """How many calls there were, once no more come; one may be under way, however slow the machine is."""
        for _ in range(20):
            seen = len(self.calls())
            time.sleep(1)
            if len(self.calls()) == seen:
                return seen
        raise AssertionError("the calls do not end")

    def calls(self) -> list[list[dict[str, Any]]]:
        if not self._calls_file.exists():
            return []
        return [json.loads(line) for line in self._calls_file.read_text().splitlines()]

    def called_with(self) -> list[list[str]]:
        return [[record["dynamodb"]["Keys"]["id"]["S"] for record in call] for call in self.calls()]

    def wait_for_calls(self, *expected: list[str]) -> None:
        wanted = list(expected)
        until(lambda: len(self.called_with()) >= len(wanted))
        assert self.called_with()[: len(wanted)] == wanted

    def given_up(self) -> dict[str, Any]:
        """The next record on the failure queue."""
        received = until(lambda: self.queues.receive_message(QueueUrl=self.queue_url).get("Messages"))
        body: dict[str, Any] = json.loads(received[0]["Body"])
        return body
