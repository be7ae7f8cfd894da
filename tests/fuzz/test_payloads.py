"""No payload, however broken, makes a function fail in a way of its own, or say what is personal.

What a function cannot handle it refuses with an error of `kit.errors`. Valid payloads are changed at
random, for FUZZ_SECONDS in all (60 by default); `make fuzz` runs it.
"""

from __future__ import annotations

import json
import pkgutil
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import attribution.sources
from kit.errors import KitError
from tests.fuzz.payloads import LETTERS, PAYLOADS, SHARED, endpoints, message, stream_event, token_event, walk
from tests.fuzz.shapes import bodies, mutated

if TYPE_CHECKING:
    from tests.fuzz.conftest import Functions, Hunt


def test_sources(hunt: Hunt, functions: Functions) -> None:
    """Every endpoint is answered, or the payload is refused."""
    names = {module.name for module in pkgutil.iter_modules(attribution.sources.__path__)}
    assert names - SHARED == set(PAYLOADS)
    payloads = st.sampled_from(sorted(PAYLOADS)).flatmap(
        lambda name: mutated(lambda: PAYLOADS[name](endpoints()))
    )

    def check(event: Any) -> bool:
        answer = functions.call("tagging", event)
        if isinstance(answer, KitError):
            return False
        assert answer.keys() == event["Endpoints"].keys()
        assert {said["EventAttributes"]["tagged"] for said in answer.values()} <= {"true", "false"}
        return True

    hunt(payloads, check)


def _ids(event: Any, *path: str) -> set[str]:
    """What stands under `path` in each record, as the text that an answer may hold."""
    found = set()
    for record in event["Records"]:
        value: Any = record
        for key in path:
            value = value.get(key, "") if isinstance(value, dict) else ""
        found.add(str(value))
    return found


def _answered(answer: Any, known: set[str]) -> bool:
    if isinstance(answer, KitError):
        return False
    assert {failure["itemIdentifier"] for failure in answer["batchItemFailures"]} <= known
    return True


def test_stream(hunt: Hunt, functions: Functions) -> None:
    """The answer names records of the batch only."""

    def check(event: Any) -> bool:
        answer = functions.call("projection", event)
        return _answered(
            answer, _ids(event, "dynamodb", "SequenceNumber") if isinstance(answer, dict) else set()
        )

    hunt(mutated(stream_event), check)


def test_backlog(hunt: Hunt, functions: Functions) -> None:
    """Bodies that are no JSON, dead letters that were redriven, and broken records around them."""
    body = st.sampled_from(LETTERS).flatmap(lambda letter: bodies(lambda: json.loads(json.dumps(letter))))
    events = st.lists(body, min_size=1, max_size=3).flatmap(
        lambda found: mutated(lambda: {"Records": [message(text, n) for n, text in enumerate(found)]}, most=2)
    )

    def check(event: Any) -> bool:
        answer = functions.call("projection", event)
        return _answered(answer, _ids(event, "messageId") if isinstance(answer, dict) else set())

    hunt(events, check)


def test_token(hunt: Hunt, functions: Functions) -> None:
    """Never an error: a customer who signs in gets a token, and nothing but the response is changed."""

    def check(event: Any) -> bool:
        answer = functions.call("token", event)
        assert not isinstance(answer, KitError)
        if answer is event:
            return False
        assert answer.keys() == {*event, "response"}
        assert all(answer[key] is event[key] for key in event if key != "response")
        return True

    hunt(mutated(token_event), check)


def test_reconcile(hunt: Hunt, functions: Functions) -> None:
    """The answer says where to go on, or the payload is refused."""

    def check(event: Any) -> bool:
        answer = functions.call("reconcile", event)
        if isinstance(answer, KitError):
            return False
        assert answer["done"] is (answer["resume"] is None)
        return True

    hunt(mutated(walk), check)
