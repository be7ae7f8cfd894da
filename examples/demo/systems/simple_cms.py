"""A page, its pictures and their new versions: who may upload, who may read, and what CloudFront forgets."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage

NAME_PREFIX = "shop-content"
INVALIDATOR = f"{NAME_PREFIX}-invalidator"
PAGE, NOT_FOUND = "<h1>Summer at the shop</h1>", "<h1>Nothing here</h1>"
FILES = {"summer/index.html": PAGE, "404.html": NOT_FOUND, "mail/été 2026.png": "a picture"}
CHANGED = {"summer/index.html": "<h1>Autumn at the shop</h1>", "mail/logo.png": "a logo"}
REMOVED = "mail/été 2026.png"
PATHS = ["/mail/%C3%A9t%C3%A9%202026.png", "/mail/logo.png", "/summer/", "/summer/index.html"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets."""

    status: int
    headers: dict[str, str]
    text: str


def play(stage: SystemStage) -> None:
    screen, bucket = stage.screen, stage.outputs["bucket"]
    uploader = client_of_uploader(stage)
    screen.say(
        "Mia may upload, by the policy that the module gives out. Everybody may read, by CloudFront only."
    )
    with screen.step("Mia uploads a page, the page for errors and a picture"):
        for key, text in FILES.items():
            upload(uploader, bucket, key, text)
    look_around(stage)
    wait_for_paths(stage, {"/summer/", "/404.html", PATHS[0]})

    before = invalidations(stage)
    with paused_invalidator(stage), screen.step("Mia changes the page, adds a logo, and removes the picture"):
        for key, text in CHANGED.items():
            upload(uploader, bucket, key, text)
        uploader.delete_object(Bucket=bucket, Key=REMOVED)
        wait_for_messages(stage, len(CHANGED) + 1)
    screen.say(
        "Lambda gathers the changes of 20 seconds. The emulator does not: here the queue was held back."
    )
    new = stage.wait_until(
        "the invalidation of three changes",
        lambda: [i for i in invalidations(stage) if i not in before] or None,
    )
    screen.table(
        ("invalidation", "paths"), [(i["CallerReference"][:12], "\n".join(i["Paths"]["Items"])) for i in new]
    )
    expect("Three changes are one invalidation", [i["Paths"]["Items"] for i in new], [PATHS])
    expect("Readers get the new page", read(stage, "/summer/").text, CHANGED["summer/index.html"])

    with screen.step("Mia takes the change of the page back, by its former version"):
        former = versions(uploader, bucket, "summer/index.html")[-1]
        source = {"Bucket": bucket, "Key": "summer/index.html", "VersionId": former}
        uploader.copy_object(Bucket=bucket, Key="summer/index.html", CopySource=source)
    expect("Readers get the former page", read(stage, "/summer/").text, PAGE)
    screen.say(f"Readers got {CHANGED['summer/index.html']}, and get {PAGE} again.")


def look_around(stage: SystemStage) -> None:
    """A reader's requests, each with what must come back."""
    path_of_bucket = f"/{stage.outputs['bucket']}/404.html"
    seen = [
        ("https, a folder", read(stage, "/summer/"), 200, PAGE),
        ("https, a key with é and a space", read(stage, PATHS[0]), 200, FILES[REMOVED]),
        ("https, nothing there", read(stage, "/nothing.html"), 404, NOT_FOUND),
        ("http", read(stage, "/summer/", secure=False), 301, None),
        ("the bucket itself", read(stage, path_of_bucket, host=None), 403, None),
    ]
    stage.screen.table(
        ("asked for", "answer", "content"),
        [(what, answer.status, answer.text if wanted else None) for what, answer, _, wanted in seen],
    )
    for what, answer, status, text in seen:
        expect(f"{what}: status", answer.status, status)
        expect(f"{what}: content", answer.text if text else None, text)
    expect("The page has careful headers", seen[0][1].headers.get("x-content-type-options"), "nosniff")


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise WrongValue(f"{what}: {wanted!r} was expected, and is {found!r}.")


def client_of_uploader(stage: SystemStage) -> Any:
    """A client of a user who has the module's policy and nothing else."""
    iam, user = stage.client("iam"), f"{NAME_PREFIX}-mia"
    iam.create_user(UserName=user)
    iam.put_user_policy(
        UserName=user, PolicyName="upload", PolicyDocument=stage.outputs["upload_policy_json"]
    )
    key = iam.create_access_key(UserName=user)["AccessKey"]
    s3 = stage.account.stack.client(
        "s3", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"]
    )
    # the emulator speaks HTTP, and takes this for the word of what ends TLS before it
    s3.meta.events.register("before-sign.s3", _over_tls)
    return s3


def _over_tls(request: Any, **_told: object) -> None:
    request.headers.add_header("X-Forwarded-Proto", "https")


def upload(s3: Any, bucket: str, key: str, text: str) -> None:
    """The uploader says what it is: browsers believe it, as they are told not to guess."""
    kind = "text/html" if key.endswith(".html") else "image/png"
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode(), ContentType=kind)


def read(stage: SystemStage, path: str, *, secure: bool = True, host: str | None = "") -> Answer:
    """As a reader's browser asks CloudFront; with `host` None, as somebody without a key asks S3."""
    url = urlsplit(stage.account.stack.url)
    connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=20)
    name = urlsplit(stage.outputs["base_url"]).hostname if host == "" else host
    headers = {"Host": name, "X-Forwarded-Proto": "https" if secure else "http"} if name else {}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        told = {key.lower(): value for key, value in answer.getheaders()}
        return Answer(answer.status, told, answer.read().decode())
    finally:
        connection.close()


def invalidations(stage: SystemStage) -> list[dict[str, Any]]:
    """Reference and paths of each, the newest last."""
    cloudfront, distribution = stage.client("cloudfront"), stage.outputs["distribution_id"]
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])
    return [
        cloudfront.get_invalidation(DistributionId=distribution, Id=item["Id"])["Invalidation"][
            "InvalidationBatch"
        ]
        for item in listed
    ]


def wait_for_paths(stage: SystemStage, paths: set[str]) -> None:
    def all_there() -> bool | None:
        return paths <= {path for one in invalidations(stage) for path in one["Paths"]["Items"]} or None

    stage.wait_until("CloudFront forgets what it kept under their paths", all_there)


@contextmanager
def paused_invalidator(stage: SystemStage) -> Iterator[None]:
    """Changes gather in the queue meanwhile."""
    client = stage.client("lambda")
    (mapping,) = client.list_event_source_mappings(FunctionName=INVALIDATOR)["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def wait_for_messages(stage: SystemStage, count: int) -> None:
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{NAME_PREFIX}-changes")["QueueUrl"]
    deadline = time.monotonic() + 30
    while True:
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        if int(asked["Attributes"]["ApproximateNumberOfMessages"]) >= count:
            return
        if time.monotonic() > deadline:
            raise WrongValue(
                f"{count} messages were expected in the queue: {json.dumps(asked['Attributes'])}."
            )
        time.sleep(0.1)


def versions(s3: Any, bucket: str, key: str) -> list[str]:
    """Ids of the key's versions, the newest first."""
    found = s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"]
    return [version["VersionId"] for version in found]
