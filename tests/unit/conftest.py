"""What keeps this layer quick, and apart from the machine's own speed."""

from __future__ import annotations

import functools
import io
import sys
from typing import TYPE_CHECKING, Any

import boto3
import botocore.client
import botocore.loaders
import botocore.session
import hcl2
import pytest
from moto.cognitoidp import models

from kit import logs
from kit.deadline import Deadline
from kit.idempotency import once
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True, scope="session")
def invocations_last() -> Iterator[None]:
    """However slow the machine is, time is up where a test says so, by a clock or a context of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for of_real_time in (Deadline.of.__func__, once):  # type: ignore[attr-defined]
            patch.setitem(of_real_time.__kwdefaults__, "clock", lambda: 0.0)
        yield


def untraced(call: Callable[..., Any]) -> Callable[..., Any]:
    """`call` without coverage, which would be told of each line of libraries in there too."""

    def quick(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return call(*args, **kwargs)
        finally:
            sys.settrace(tracer)
            _first_call()

    return quick


def _first_call() -> None:
    """At a call, and not before, coverage sees also the lines of whoever called us."""


class _StdoutOfNow(io.TextIOBase):
    """A logger keeps what was stdout when it was made; each test has another one."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)


@pytest.fixture(autouse=True, scope="session")
def logs_are_printed_to_the_test() -> Iterator[None]:
    """Else a logger of an earlier test writes to what is closed, and the whole stack beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "Logger", functools.partial(logs.Logger, stream=_StdoutOfNow()))
        yield


@pytest.fixture(autouse=True, scope="session")
def libraries_are_not_traced() -> Iterator[None]:
    """None of our code runs inside of these; were it otherwise, it would count as not covered."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (botocore.client.BaseClient, "_make_api_call"),
            (boto3.Session, "client"),
            (hcl2, "loads"),
        ):
            patch.setattr(owner, name, untraced(getattr(owner, name)))
        yield


@pytest.fixture(autouse=True, scope="session")
def one_key_for_all_pools() -> Iterator[None]:
    """moto reads the same private key anew for every user pool, a seventh of a second each."""
    read, kept = models.jwk.RSAKey.import_key, list[Any]()

    def once(key: Any) -> Any:
        if not kept:
            kept.append(read(key))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.jwk.RSAKey, "import_key", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def one_reading_of_service_models() -> Iterator[None]:
    """botocore reads the files of its services anew for every session, a tenth of a second each."""
    kept: dict[Any, Any] = {}

    def with_what_others_read(data_path: str | None = None) -> botocore.loaders.Loader:
        loader = botocore.loaders.create_loader(data_path)
        loader._cache = kept
        return loader

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", with_what_others_read)
        yield


@pytest.fixture
def log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[pytest.CaptureFixture[str]]:
    """What is printed from now on, at every level."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", request.node.name)
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "DEBUG")
    logger.cache_clear()
    yield capsys
    logger.cache_clear()
