"""Time for every target, functions that run without a connection, and how many examples there were."""

from __future__ import annotations

import functools
import importlib
import io
import logging
import os
import random
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from kit.errors import KitError
from kit.invocation import UnexpectedError
from kit.logs import logger
from tests.fuzz.shapes import CANARY
from tests.fuzz.wire import answering_client
from tests.support.doubles import Context
from tests.support.environments import EVERY_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("FUZZ_SEED", random.randrange(2**32)))
FAILURES = Path(__file__).parents[2] / ".hypothesis" / "fuzz"  # tried first by the next run
SERVICE = os.environ["POWERTOOLS_SERVICE_NAME"]
ROUND = 100
LONGEST_CALL = 900
PERSONAL = (CANARY, "secret-address", "u-4410")  # the last two stand in tests/support/events.py

_examples: dict[str, str] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _examples:
        terminalreporter.section(f"examples, FUZZ_SECONDS={SECONDS:g} FUZZ_SEED={SEED}")
        for target, examples in _examples.items():
            terminalreporter.write_line(f"{target:14}{examples}")


class Hunt:
    """Tries examples until the target's share of the time is over; keeps count of what became of them."""

    def __init__(self, target: str, seconds: float) -> None:
        self._target = target
        self._seconds = seconds

    def __call__(self, strategy: SearchStrategy[Any], check: Callable[[Any], bool]) -> None:
        """`check` is told an example; it fails, or says whether the example was accepted or refused."""
        counts = {True: 0, False: 0}
        end = time.monotonic() + self._seconds
        number = SEED
        try:
            while time.monotonic() < end:
                self._round(strategy, check, counts, number)
                number += 1
        finally:
            accepted, refused = counts[True], counts[False]
            _examples[self._target] = f"{accepted + refused:8,} examples, {accepted:,} of them accepted"
        assert accepted > 0, "nothing was accepted: the valid payload of this target is wrong"

    def _round(
        self,
        strategy: SearchStrategy[Any],
        check: Callable[[Any], bool],
        counts: dict[bool, int],
        number: int,
    ) -> None:
        @seed(number)
        @settings(
            max_examples=ROUND,
            derandomize=False,
            database=DirectoryBasedExampleDatabase(FAILURES / self._target),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def tried(example: Any) -> None:
            counts[check(example)] += 1

        try:
            tried()
        except BaseException as error:
            error.add_note(
                f"To see it again: FUZZ_SEED={number} .venv/bin/pytest tests/fuzz -k {self._target}"
            )
            raise


@pytest.fixture
def hunt(request: pytest.FixtureRequest) -> Hunt:
    targets = [item for item in request.session.items if "hunt" in getattr(item, "fixturenames", ())]
    return Hunt(request.node.name.removeprefix("test_"), SECONDS / len(targets))


class Functions:
    """The functions as Lambda calls them, and what they may never do."""

    def __init__(self) -> None:
        self._output = io.StringIO()

    def call(self, name: str, event: Any) -> Any:
        """The answer, or the error. Only errors meant for the caller leave, and nothing personal is said."""
        self._output.seek(0)
        self._output.truncate()
        log = logging.getLogger(SERVICE)
        log.propagate = False
        del log.handlers[1:]  # pytest's, which would keep every line
        with redirect_stdout(self._output), redirect_stderr(self._output):
            try:
                answer = _module(name).handler(event, Context(remaining_seconds=LONGEST_CALL))
            except KitError as error:
                answer = error
        printed = self.printed
        said = printed + (str(answer) if isinstance(answer, KitError) else "")
        assert not isinstance(answer, UnexpectedError), f"a fault of ours: {answer}\n{printed}"
        assert not [text for text in PERSONAL if text in said], f"personal data is told: {said}"
        return answer

    @property
    def printed(self) -> str:
        """Log and metrics of the last call."""
        return self._output.getvalue()

    def forget(self, name: str) -> None:
        """As in a new container."""
        _module(name).wiring.cache_clear()


@functools.cache
def _module(name: str) -> Any:
    package = "ledger" if name == "ledger" else "attribution"
    return importlib.import_module(f"{package}.handlers.{name}")


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Functions]:
    monkeypatch.setattr("kit.clients.client", answering_client)
    for name, values in EVERY_ENVIRONMENT.items():
        for variable, value in values.items():
            monkeypatch.setenv(variable, value)
        _module(name).wiring.cache_clear()
    monkeypatch.setenv("BACKLOG_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/backlog")
    monkeypatch.setenv("USER_POOL_ID", "us-east-1_AbCd12345")
    monkeypatch.setenv("COGNITO_UPDATE_RATE", "100000")
    monkeypatch.setenv("PINPOINT_APPLICATION_ID", "application")
    _forget_logger()
    made = Functions()
    made.call("expiration", {})
    assert "function_request_id" in made.printed, "the log is not seen here"
    assert "_aws" in made.printed, "the metrics are not seen here"
    yield made
    for name in EVERY_ENVIRONMENT:
        _module(name).wiring.cache_clear()
    _forget_logger()


def _forget_logger() -> None:
    """A logger prints to what was stdout when it was made."""
    logger.cache_clear()
    logging.root.manager.loggerDict.pop(SERVICE, None)
