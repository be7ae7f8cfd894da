"""One emulator with IAM enforcement and every lake, for the whole folder."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform
from tests.e2e.conftest import Project, upload_artifacts
from tests.e2e.lakes.account import Account, Lake, Person
from tests.e2e.operators import policy_of

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION_ID = "0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f"
LOOKBACK_DAYS = 2
# MiniStack does not know to which workgroup a query belongs; on AWS the policy for the workgroup is enough.
READ_ANSWERS = policy_of(
    {"Effect": "Allow", "Action": ["athena:GetQueryExecution", "athena:GetQueryResults"], "Resource": "*"}
)


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    work_dir = tmp_path_factory.mktemp("lakes")
    variables: dict[str, object] = {
        "artifacts_bucket": "artifacts",
        "lookback_days": LOOKBACK_DAYS,
        "pinpoint_application_id": APPLICATION_ID,
    }
    with PinpointStandIn() as pinpoint:
        own = {"AWS_ENDPOINT_URL_PINPOINT": pinpoint.url}
        for journey in ("spring", "summer"):
            pinpoint.add_journey(APPLICATION_ID, journey, journey.title())
        with MiniStack(work_dir / "ministack", python=emulator_python(), auth=True, environment=own) as stack:
            upload_artifacts(stack.client("s3"), "artifacts")
            # the providers leave their sockets behind when they are ended
            environment = emulator_environment(stack.url, **own, TMPDIR=str(work_dir))
            terraform = Terraform(Path(__file__).parent, work_dir / "terraform", environment)
            terraform.init()
            with terraform.beside_one_provider():
                terraform.apply(variables)
                outputs: Any = terraform.output()
                analyst = Person.with_policies(
                    stack,
                    "analyst",
                    [READ_ANSWERS, *(lake["consumer_policy_json"] for lake in outputs["lakes"].values())],
                )
                with ThreadPoolExecutor(1) as beside:
                    yield Account(
                        stack=stack,
                        pinpoint=pinpoint,
                        terraform=terraform,
                        variables=variables,
                        second_plan=beside.submit(terraform.plan, variables),
                        attribution=Project(
                            name="lakes",
                            outputs=outputs["attribution"]["outputs"],
                            user_pool_id=outputs["attribution"]["user_pool_id"],
                            client_id="",
                            client=functools.cache(stack.client),
                        ),
                        lakes={name: Lake(of, stack, analyst) for name, of in outputs["lakes"].items()},
                    )
        assert pinpoint.violations == []
