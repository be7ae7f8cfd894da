"""The deployment that benchmarks share, as a journey and an app see it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.deployment import deployed
from emulator.standins.pinpoint import endpoint, journey_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from emulator.proxy.server import FaultProxy

APPLICATION_ID = "bench-application"
JOURNEYS = ("spring", "summer", "autumn", "winter", "flash")
FLASH_SECONDS = 20
PASSWORD = "Passw0rd!"  # noqa: S105 - of users who exist for minutes
SERVICES = ("cognito-idp", "dynamodb", "lambda", "sqs")
# Nothing but Cognito goes through the proxy: it would only make the rest slower.
PROXIED = ("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",)


@dataclass(frozen=True)
class BenchDeployment:
    """Its clients are made once: threads share them."""

    url: str
    client: Callable[[str], Any]
    proxy: FaultProxy
    outputs: dict[str, Any]
    user_pool_id: str
    client_id: str

    def add_users(self, prefix: str, count: int) -> list[str]:
        """Customers without a password."""
        names = [f"{prefix}-{n}" for n in range(count)]
        for name in names:
            self.client("cognito-idp").admin_create_user(UserPoolId=self.user_pool_id, Username=name)
        return names

    def set_password(self, pool_id: str, username: str) -> None:
        """So that the user can sign in."""
        self.client("cognito-idp").admin_set_user_password(
            UserPoolId=pool_id, Username=username, Password=PASSWORD, Permanent=True
        )

    def invoke(self, function: str, payload: Any) -> Any:
        """The answer of the tagging, expiration or other function."""
        answer = self.client("lambda").invoke(FunctionName=f"bench-{function}", Payload=json.dumps(payload))
        body = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"the {function} function failed: {body}")
        return body

    def touch(self, journey: str, usernames: Sequence[str]) -> None:
        """The users meet the journey, 50 a call."""
        for payload in journey_calls(journey, {name: endpoint(name) for name in usernames}):
            self.invoke("tagging", payload)

    def campaign(self, username: str) -> str:
        """What the app reads."""
        user = self.client("cognito-idp").admin_get_user(UserPoolId=self.user_pool_id, Username=username)
        return _campaign(user["UserAttributes"])

    def campaigns(self) -> dict[str, str]:
        """Of every user."""
        pages = self.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=self.user_pool_id)
        return {user["Username"]: _campaign(user["Attributes"]) for page in pages for user in page["Users"]}

    def backlog(self) -> int:
        """How many messages wait, are being worked on, or will come back."""
        answer = self.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs["backlog_queue_url"], AttributeNames=["All"]
        )
        counts = ("", "NotVisible", "Delayed")
        return sum(int(answer["Attributes"][f"ApproximateNumberOfMessages{state}"]) for state in counts)


def _campaign(attributes: Sequence[dict[str, str]]) -> str:
    return next((pair["Value"] for pair in attributes if pair["Name"] == "custom:campaign"), "")


@contextlib.contextmanager
def bench_deployment() -> Iterator[BenchDeployment]:
    """Up for the block."""
    variables = {
        "name_prefix": "bench",
        "pinpoint_application_id": APPLICATION_ID,
        "flash_seconds": FLASH_SECONDS,
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        deployed(Path(folder), variables, proxied=PROXIED) as deployment,
    ):
        for journey in JOURNEYS:
            deployment.pinpoint.add_journey(APPLICATION_ID, journey, journey)
        clients = {service: deployment.stack.client(service) for service in SERVICES}
        yield BenchDeployment(
            url=deployment.stack.url,
            client=clients.__getitem__,
            proxy=deployment.proxy,
            outputs=deployment.outputs["attribution"],
            user_pool_id=deployment.outputs["user_pool_id"],
            client_id=deployment.outputs["client_id"],
        )
