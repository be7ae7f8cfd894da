"""One deployment behind the proxy for all fault tests, and the table that they end with."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import pytest

from emulator.deployment import deployed
from tests.e2e.conftest import Project
from tests.e2e.faults.world import FLASH_SECONDS, JOURNEYS, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APPLICATION_ID = "faults-application"
ROWS = pytest.StashKey[list[tuple[str, ...]]]()
COLUMNS = ("fault", "users", "right %", "calls", "notes")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    variables: dict[str, object] = {
        "name_prefix": "faults",
        "pinpoint_application_id": APPLICATION_ID,
        "flash_seconds": FLASH_SECONDS,
    }
    work_dir = tmp_path_factory.mktemp("faults")
    # its state is kept for the restart
    with deployed(work_dir, variables, auth=True, environment={"PERSIST_STATE": "1"}) as up:
        for journey in JOURNEYS:
            up.pinpoint.add_journey(APPLICATION_ID, journey, journey)
        project = Project(
            name="faults",
            outputs=up.outputs["attribution"],
            user_pool_id=up.outputs["user_pool_id"],
            client_id=up.outputs["client_id"],
            client=functools.cache(up.stack.client),
        )
        world = World(project, up.stack, up.proxy, up.environment)
        world.add_users("sentinel", 1)
        yield world


@pytest.fixture
def world(played: World) -> Iterator[World]:
    yield played
    played.proxy.clear()


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
