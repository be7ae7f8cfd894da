from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.ministack import MiniStack, emulator_python


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """One corrected MiniStack for all tests here, with quick TTL sweeps and retries."""
    fast = {"EMULATOR_TTL_SECONDS": "0.3", "EMULATOR_ESM_RETRY_SECONDS": "0.05"}
    with MiniStack(
        tmp_path_factory.mktemp("ministack"), python=emulator_python(), environment=fast
    ) as running:
        yield running


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """MiniStack as it comes. When a test with it fails, a correction may be no longer needed."""
    with MiniStack(
        tmp_path_factory.mktemp("stock"),
        python=emulator_python(),
        environment={"EMULATOR_WITHOUT_CORRECTIONS": "1"},
    ) as running:
        yield running


@pytest.fixture
def calls_file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"
