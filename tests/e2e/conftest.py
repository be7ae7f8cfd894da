"""One emulator with IAM enforcement, the Pinpoint stand-in, and two deployments, for the whole layer."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadFileScheduling

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOKBACK_SECONDS = 3600
PASSWORD = "Passw0rd!"


class ByDeployment(LoadFileScheduling):  # type: ignore[misc]
    """The files of this folder share the two deployments, so one process works on them; others by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if file.startswith(f"{HERE}/systems/"):
            return "systems"
        return "deployments" if file.count("/") == HERE.count("/") + 1 else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByDeployment:
    """Not `--dist loadgroup`: with pytest 9, xdist 3.8 does not see the groups."""
    return ByDeployment(config, log)


HERE = "tests/e2e"
CONFIGURATION = Path(__file__).parent / "two_deployments"
REPOSITORY = Path(__file__).parents[2]


@dataclass
class Project:
    """One deployment, as a journey, an app and an operator see it."""

    name: str
    outputs: dict[str, Any]
    user_pool_id: str
    client_id: str
    client: Callable[[str], Any]
    users: set[str] = field(default_factory=set)

    def add_user(self, username: str) -> str:
        if username not in self.users:
            pool = self.client("cognito-idp")
            pool.admin_create_user(UserPoolId=self.user_pool_id, Username=username)
            pool.admin_set_user_password(
                UserPoolId=self.user_pool_id, Username=username, Password=PASSWORD, Permanent=True
            )
            self.users.add(username)
        return username

    def invoke(self, function_name: str, payload: Any) -> Any:
        """The function's answer; a function error fails the test with its text."""
        answer = self.client("lambda").invoke(
            FunctionName=function_name, Payload=json.dumps(payload).encode()
        )
        body = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return body

    def tag(self, payload: Any) -> Any:
        return self.invoke(self.outputs["tagging_function_name"], payload)

    def sweep(self) -> Any:
        return self.invoke(self.outputs["expiration_function_name"], {})

    def campaign(self, username: str) -> str:
        """What the app reads: absent and blank are the same."""
        user = self.client("cognito-idp").admin_get_user(UserPoolId=self.user_pool_id, Username=username)
        return next((a["Value"] for a in user["UserAttributes"] if a["Name"] == "custom:campaign"), "")

    def item(self, username: str) -> dict[str, Any] | None:
        key = {"username": {"S": username}}
        return self.client("dynamodb").get_item(TableName=self.outputs["table_name"], Key=key).get("Item")

    def end_window(self, username: str) -> None:
        """Move the user's window into the past, as if its time had come."""
        self.client("dynamodb").update_item(
            TableName=self.outputs["table_name"],
            Key={"username": {"S": username}},
            UpdateExpression="SET expires_at = :now",
            ExpressionAttributeValues={":now": {"N": str(int(time.time()) - 1)}},
        )

    def logs(self) -> str:
        """Everything that the functions have logged."""
        logs = self.client("logs")
        pages = [
            page
            for group in self.outputs["log_group_names"].values()
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        ]
        return "\n".join(event["message"] for page in pages for event in page["events"])

    def claims(self, username: str) -> dict[str, Any]:
        """Of the ID token that the user gets at a sign-in."""
        answer = self.client("cognito-idp").admin_initiate_auth(
            UserPoolId=self.user_pool_id,
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
        )
        payload: str = answer["AuthenticationResult"]["IdToken"].split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def set_campaign(self, username: str, value: str) -> None:
        """As nobody but a restore does it: behind the product's back."""
        self.client("cognito-idp").admin_update_user_attributes(
            UserPoolId=self.user_pool_id,
            Username=username,
            UserAttributes=[{"Name": "custom:campaign", "Value": value}],
        )

    def dead_letters(self) -> list[str]:
        """Bodies; the letters stay where they are."""
        found = self.client("sqs").receive_message(
            QueueUrl=self.outputs["dead_letter_queue_url"], MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return [message["Body"] for message in found.get("Messages", [])]

    def send_dead_letter(self, content: dict[str, Any]) -> None:
        self.client("sqs").send_message(
            QueueUrl=self.outputs["dead_letter_queue_url"], MessageBody=json.dumps(content)
        )

    def redrive(self) -> None:
        """As an operator does it."""
        subprocess.run(
            [sys.executable, "-m", "operations", "redrive", "--name-prefix", self.name],
            cwd=REPOSITORY,
            env=emulator_environment(self.client("sqs").meta.endpoint_url),
            check=True,
        )

    @contextlib.contextmanager
    def impatient(self, queue: str) -> Iterator[None]:
        """What fails comes again after a second instead of minutes; `queue` is an output."""
        sqs, url = self.client("sqs"), self.outputs[queue]
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
        try:
            yield
        finally:
            sqs.set_queue_attributes(QueueUrl=url, Attributes=asked["Attributes"])

    def stream_range(self) -> tuple[str, str, str]:
        """First and last sequence number in the table's stream, and the shard."""
        streams, arn = self.client("dynamodbstreams"), self.outputs["stream_arn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]
        records = streams.get_records(ShardIterator=iterator)["Records"]
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        return numbers[0], numbers[-1], shard


@dataclass
class Deployments:
    """Everything that is up."""

    stack: MiniStack
    pinpoint: PinpointStandIn
    terraform: Terraform
    shop: Project
    travel: Project
    variables: dict[str, object]
    outputs: dict[str, Any]


def upload_artifacts(s3: Any, bucket: str) -> None:
    """As an account does it that takes code from its own bucket only."""
    s3.create_bucket(Bucket=bucket)
    for path in (REPOSITORY / "dist").glob("*.zip"):
        s3.upload_file(str(path), bucket, path.name)


@pytest.fixture(scope="session")
def deployments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployments]:
    work_dir = tmp_path_factory.mktemp("deployments")
    variables: dict[str, object] = {"lookback_seconds": LOOKBACK_SECONDS, "artifacts_bucket": "artifacts"}
    with (
        PinpointStandIn() as pinpoint,
        MiniStack(
            work_dir / "ministack",
            python=emulator_python(),
            auth=True,
            environment={"AWS_ENDPOINT_URL_PINPOINT": pinpoint.url},
        ) as stack,
    ):
        upload_artifacts(stack.client("s3"), "artifacts")
        for project in ("shop", "travel"):
            for journey in ("spring", "summer"):
                pinpoint.add_journey(f"{project}-application", journey, f"{project}_{journey}")
            pinpoint.add_campaign(f"{project}-application", "sale", f"{project}_sale")
        terraform = Terraform(CONFIGURATION, work_dir / "terraform", emulator_environment(stack.url))
        terraform.init()
        with terraform.beside_one_provider():
            terraform.apply(variables)
            outputs = terraform.output()
            projects: Any = outputs["projects"]
            shop, travel = (
                Project(
                    name=name,
                    outputs=projects[name]["attribution"],
                    user_pool_id=projects[name]["user_pool_id"],
                    client_id=projects[name]["client_id"],
                    client=stack.client,
                )
                for name in ("shop", "travel")
            )
            yield Deployments(stack, pinpoint, terraform, shop, travel, variables, outputs)
            terraform.destroy(variables)
        assert pinpoint.violations == []


@pytest.fixture
def shop(deployments: Deployments) -> Project:
    return deployments.shop


@pytest.fixture
def travel(deployments: Deployments) -> Project:
    return deployments.travel
