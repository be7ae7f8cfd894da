"""The account, the README's resources in it, and the app."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from emulator.environment import REGION, emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.terraform import Terraform
from tests.e2e.conftest import PASSWORD, Project
from tests.e2e.web_client.account import STREAM, TABLE, pool, streams, token_function
from tests.e2e.web_client.app import App
from tests.e2e.web_client.node_project import CLIENT
from tests.e2e.web_client.node_project import Project as NodeProject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class World:
    """The pool with its users, the streams behind the app, and the app."""

    project: Project
    settings: dict[str, str]
    stack: MiniStack
    node: NodeProject
    bundle: Path
    folder: Path

    @contextmanager
    def app(self, username: str, *, delivery: str, service: str, only_flushed: bool = True) -> Iterator[App]:
        """The app, with this user signed in."""
        start = {
            "settings": self.settings,
            "delivery": delivery,
            "service": service,
            "stream": STREAM,
            "only_flushed": only_flushed,
        }
        log = self.folder / f"{username}.log"
        with App(self.bundle, self.node.preload, log, self.stack.url, start) as app:
            app.do("configure", {})
            self.sign_in(app, username)
            yield app

    def sign_in(self, app: App, username: str) -> None:
        self.project.add_user(username)
        answer = app.do("signIn", {"username": username, "password": PASSWORD})
        assert answer["isSignedIn"]

    def touch(self, username: str, journey: str, *, seconds: float = 3600) -> None:
        """As tagging leaves it, for the token function."""
        self.stack.client("dynamodb").put_item(
            TableName=TABLE,
            Item={
                "username": {"S": username},
                "journey_id": {"S": journey},
                "journey_name": {"S": journey},
                "touched_at": {"N": str(int(time.time() * 1000))},
                "expires_at": {"N": str(int(time.time() + seconds))},
            },
        )

    def bytes_in_bucket(self) -> bytes:
        """All that Firehose wrote, back to back, as a query reads it."""
        s3 = self.stack.client("s3")
        found = s3.list_objects_v2(Bucket=STREAM).get("Contents", [])
        return b"".join(s3.get_object(Bucket=STREAM, Key=each["Key"])["Body"].read() for each in found)

    def bytes_in_stream(self) -> bytes:
        kinesis = self.stack.client("kinesis")
        shard = kinesis.list_shards(StreamName=STREAM)["Shards"][0]["ShardId"]
        iterator = kinesis.get_shard_iterator(
            StreamName=STREAM, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return b"".join(record["Data"] for record in kinesis.get_records(ShardIterator=iterator)["Records"])


def events_of(user_sub: str, content: bytes) -> list[dict[str, Any]]:
    """Every line is one event, the last one included; those of this user."""
    assert content.endswith(b"\n") or not content
    events = [json.loads(line) for line in content.splitlines()]
    return sorted(
        (event for event in events if event["user_sub"] == user_sub),
        key=lambda event: event["event_timestamp"],
    )


@pytest.fixture(scope="session")
def node_project(tmp_path_factory: pytest.TempPathFactory) -> NodeProject:
    return NodeProject(tmp_path_factory.mktemp("web-client"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, node_project: NodeProject) -> Iterator[World]:
    work_dir = tmp_path_factory.mktemp("world")
    bundle = node_project.bundle()
    with MiniStack(work_dir / "ministack", python=emulator_python(), auth=True) as stack:
        streams(stack)
        pool_id = pool(stack, token_function(stack))
        root = work_dir / "root"
        root.mkdir()
        (root / "main.tf").write_text(_readme_resources(pool_id))
        terraform = Terraform(root, work_dir / "terraform", emulator_environment(stack.url))
        terraform.init()
        terraform.apply({})
        made: Any = terraform.output()
        settings = {"region": REGION, "userPoolId": pool_id, **made["ids"]}
        project = Project("web", {}, pool_id, settings["userPoolClientId"], stack.client)
        yield World(project, settings, stack, node_project, bundle, work_dir)


@pytest.fixture
def content(world: World) -> dict[str, Callable[[], bytes]]:
    return {"firehose": world.bytes_in_bucket, "kinesis": world.bytes_in_stream}


def _readme_resources(pool_id: str) -> str:
    """The block that teams copy, without the module, whose part the tests play."""
    found = re.search(r"^```hcl\n(.*?)^```$", (CLIENT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert found, "the README of the web client has no hcl block"
    text = re.sub(r'^module "attribution" \{\n.*?^\}\n', "", found[1], flags=re.MULTILINE | re.DOTALL)
    text = text.replace('"eu-west-1_AbCd12345"', f'"{pool_id}"')
    return f"""{text}
provider "aws" {{
  region = "{REGION}"
}}

output "ids" {{
  value = {{
    userPoolClientId = aws_cognito_user_pool_client.web.id
    identityPoolId   = aws_cognito_identity_pool.web.id
  }}
}}
"""
