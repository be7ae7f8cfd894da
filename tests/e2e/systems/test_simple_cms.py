"""The story of examples/simple-cms, and what only an account can show."""

from __future__ import annotations

import http.server
import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from examples.demo.systems.simple_cms import (
    INVALIDATOR,
    NAME_PREFIX,
    invalidations,
    paused_invalidator,
    play,
    read,
    upload,
    wait_for_messages,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems


TOO_MANY = (
    b'<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>'
    b"<Code>TooManyInvalidationsInProgress</Code><Message>Too many.</Message></Error></ErrorResponse>"
)
RECEIVES = 5  # the module's limit


@pytest.fixture(scope="module")
def stage(systems: Systems) -> SystemStage:
    systems.second_plan.result()  # these tests stop the mapping and change a queue for a moment
    return systems.stage("simple-cms")


@pytest.fixture
def impatient(stage: SystemStage) -> Iterator[str]:
    """The queue's URL; what fails comes again after a second instead of minutes."""
    sqs = stage.client("sqs")
    url: str = sqs.get_queue_url(QueueName=f"{NAME_PREFIX}-changes")["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield url
    sqs.set_queue_attributes(QueueUrl=url, Attributes=asked["Attributes"])


@pytest.fixture
def busy_cloudfront(stage: SystemStage) -> Iterator[list[bytes]]:
    """What the function asks for; it gets CloudFront's answer of too many invalidations, for one test."""
    asked: list[bytes] = []

    class Busy(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(400)
            self.send_header("Content-Length", str(len(TOO_MANY)))
            self.end_headers()
            self.wfile.write(TOO_MANY)

        def log_message(self, *_: object) -> None:
            """Nothing: the test's output is enough."""

    client = stage.client("lambda")
    variables = client.get_function_configuration(FunctionName=INVALIDATOR)["Environment"]["Variables"]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        leading = {"AWS_ENDPOINT_URL_CLOUDFRONT": f"http://127.0.0.1:{server.server_port}"}
        client.update_function_configuration(
            FunctionName=INVALIDATOR, Environment={"Variables": variables | leading}
        )
        yield asked
        client.update_function_configuration(FunctionName=INVALIDATOR, Environment={"Variables": variables})
        server.shutdown()


def dead_letter(stage: SystemStage) -> str:
    """The body of the one that comes; the queue is empty again."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{NAME_PREFIX}-changes-dead-letters")["QueueUrl"]

    def letters() -> Any:
        return sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages")

    (found,) = stage.wait_until("a message among the dead letters", letters)
    sqs.purge_queue(QueueUrl=url)
    body: str = found["Body"]
    return body


def change(bucket: str, key: str) -> str:
    detail = {"bucket": {"name": bucket}, "object": {"key": key}, "reason": "PutObject"}
    return json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail})


def test_2_4_and_6_the_story(stage: SystemStage) -> None:
    play(stage)


def test_1_nobody_reads_the_bucket_itself(stage: SystemStage) -> None:
    bucket = stage.outputs["bucket"]
    upload(stage.client("s3"), bucket, "secret.html", "x")
    assert read(stage, f"/{bucket}/secret.html", host=None).status == 403
    assert read(stage, "/secret.html").status == 200
    statements = json.loads(stage.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    (reading,) = (one for one in statements if one["Effect"] == "Allow")
    arn = f"arn:aws:cloudfront::000000000000:distribution/{stage.outputs['distribution_id']}"
    assert reading["Condition"] == {"StringEquals": {"AWS:SourceArn": arn}}


def test_4_the_same_messages_again_are_no_second_invalidation(stage: SystemStage) -> None:
    names = [str(uuid.uuid4()) for _ in range(3)]
    records = [
        {"messageId": name, "eventSource": "aws:sqs", "body": change(stage.outputs["bucket"], f"{name}.png")}
        for name in names
    ]
    for batch in (records, records[::-1]):
        answer = stage.client("lambda").invoke(
            FunctionName=INVALIDATOR, Payload=json.dumps({"Records": batch}).encode()
        )
        assert json.loads(answer["Payload"].read()) == {"batchItemFailures": []}
    paths = sorted(f"/{name}.png" for name in names)
    assert [one["Paths"]["Items"] for one in invalidations(stage)].count(paths) == 1


def test_5_and_7_a_bad_message_fails_alone_and_becomes_a_dead_letter(
    stage: SystemStage, impatient: str
) -> None:
    sqs, good = stage.client("sqs"), f"{uuid.uuid4()}.png"
    entries = [("good", change(stage.outputs["bucket"], good)), ("bad", "no JSON")]
    with paused_invalidator(stage):
        sqs.send_message_batch(
            QueueUrl=impatient, Entries=[{"Id": name, "MessageBody": body} for name, body in entries]
        )
        wait_for_messages(stage, len(entries))
    assert dead_letter(stage) == "no JSON"
    assert [f"/{good}"] in [one["Paths"]["Items"] for one in invalidations(stage)]


def test_5_what_cloudfront_never_takes_is_tried_again_and_becomes_a_dead_letter(
    stage: SystemStage, impatient: str, busy_cloudfront: list[bytes]
) -> None:
    late = change(stage.outputs["bucket"], f"{uuid.uuid4()}.png")
    stage.client("sqs").send_message(QueueUrl=impatient, MessageBody=late)
    assert dead_letter(stage) == late
    assert len(busy_cloudfront) == RECEIVES
    assert len(set(busy_cloudfront)) == 1, "each time by the same reference"


def test_8_a_bucket_with_content_is_not_destroyed(stage: SystemStage) -> None:
    """What Terraform asks for without `force_destroy`."""
    upload(stage.client("s3"), stage.outputs["bucket"], "kept.html", "x")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        stage.client("s3").delete_bucket(Bucket=stage.outputs["bucket"])


def test_9_log_bucket_takes_logs_of_both_kinds(stage: SystemStage) -> None:
    s3, bucket = stage.client("s3"), stage.outputs["bucket"]
    told = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
    config = stage.client("cloudfront").get_distribution_config(Id=stage.outputs["distribution_id"])
    logging = config["DistributionConfig"]["Logging"]
    assert logging["Bucket"] == f"{told['TargetBucket']}.s3.amazonaws.com"
    assert {told["TargetPrefix"], logging["Prefix"]} == {"s3/", "cdn/"}
    assert logging["IncludeCookies"] is False
    owner = s3.get_bucket_ownership_controls(Bucket=told["TargetBucket"])["OwnershipControls"]["Rules"]
    assert owner == [{"ObjectOwnership": "BucketOwnerPreferred"}]
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=told["TargetBucket"])["Rules"]
    assert rule["Expiration"]["Days"] == 90
