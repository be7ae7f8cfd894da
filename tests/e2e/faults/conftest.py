"""One deployment behind the proxy for all fault tests, and the table that they end with."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python
from emulator.proxy.server import FaultProxy
from emulator.standins.pinpoint import PinpointStandIn
from emulator.terraform import Terraform
from tests.e2e.conftest import Project
from tests.e2e.faults.world import FLASH_SECONDS, JOURNEYS, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIGURATION = Path(__file__).parent
ROWS = pytest.StashKey[list[tuple[str, ...]]]()
COLUMNS = ("fault", "users", "right %", "calls", "notes")


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    work_dir = tmp_path_factory.mktemp("faults")
    variables: dict[str, object] = {"flash_seconds": FLASH_SECONDS}
    with PinpointStandIn() as pinpoint, FaultProxy() as proxy:
        stack = MiniStack(
            work_dir / "ministack",
            python=emulator_python(),
            auth=True,
            environment={
                "AWS_ENDPOINT_URL_PINPOINT": pinpoint.url,
                "PERSIST_STATE": "1",  # for the restart
                **proxy.environment,
            },
        )
        proxy.forward_to(stack.url)
        for journey in JOURNEYS:
            pinpoint.add_journey("faults-application", journey, journey)
        with stack:
            environment = emulator_environment(stack.url, AWS_ENDPOINT_URL_PINPOINT=pinpoint.url)
            terraform = Terraform(CONFIGURATION, work_dir / "terraform", environment)
            terraform.init()
            terraform.apply(variables)
            outputs: Any = terraform.output()["project"]
            project = Project(
                name="faults",
                outputs=outputs["attribution"],
                user_pool_id=outputs["user_pool_id"],
                client_id=outputs["client_id"],
                client=functools.cache(stack.client),
            )
            world = World(project, stack, proxy, environment)
            world.add_users("sentinel", 1)
            yield world


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    yield deployed
    deployed.proxy.clear()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Adds a row to the table."""
    rows = request.config.stash.setdefault(ROWS, [])

    def add(fault: str, users: int, right: float, calls: int, notes: str = "") -> None:
        rows.append((fault, str(users), f"{right:.1f}", str(calls), notes))

    return add


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Printed by whoever ran the tests: a worker of xdist cannot hand the table to a terminal summary."""
    rows = session.config.stash.get(ROWS, [])
    if rows:
        lines = [COLUMNS, ("---",) * len(COLUMNS), *rows]
        print("\n\n" + "\n".join(" | ".join(line) for line in lines), file=sys.stderr)
