"""The handlers in this process, as Lambda would call them."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
from typing import TYPE_CHECKING, Any

from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES = tuple(
    sorted(
        path.stem
        for path in (REPOSITORY / "lambda_src/attribution/handlers").glob("*.py")
        if path.stem not in {"__init__", "budgets", "recording"}
    )
)


class Context:
    """Plenty of time."""

    aws_request_id = "benchmark"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""
        return 900_000


def module(name: str) -> Any:
    """The handler's module."""
    return importlib.import_module(f"attribution.handlers.{name}")


def call(name: str, event: Any) -> Any:
    """The handler's answer; the metrics that it prints go nowhere."""
    with contextlib.redirect_stdout(io.StringIO()):
        return module(name).handler(event, Context())


@contextlib.contextmanager
def environment(settings: Mapping[str, str]) -> Iterator[None]:
    """These variables and none besides, for all handlers, which read them anew."""
    before = dict(os.environ)
    _replace_environment(settings)
    _forget_wiring()
    try:
        yield
    finally:
        _replace_environment(before)
        _forget_wiring()


def _replace_environment(settings: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(settings)


def _forget_wiring() -> None:
    for name in NAMES:
        module(name).wiring.cache_clear()
