"""No payload, however broken, makes a function fail in a way of its own, or say what is personal.

What a function cannot handle it refuses with an error of `kit.errors`. Valid payloads are changed at
random, for FUZZ_SECONDS in all (60 by default); `make fuzz` runs it.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from kit.errors import KitError
from tests.fuzz.payloads import LETTERS, message, stream_event, token_event, walk
from tests.fuzz.shapes import CANARY, bodies, mutated
from tests.fuzz.wire import SHARD
from tests.unit.attribution.sources.case import CASES, SourceCase, Visit, in_batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from tests.fuzz.conftest import Functions, Hunt

NOW = int(time.time() * 1000)


@dataclass(frozen=True)
class Example:
    """What the tagging function is called with; `framed`: a batch in which only one payload is changed."""

    case: SourceCase
    event: Any
    framed: bool = False


def _calls(case: SourceCase) -> SearchStrategy[Example]:
    """Payloads of the source, changed; in a batch, between two that are as they should be."""
    told = case.telling(Visit(username=CANARY, touched_at=NOW), Visit(username=f"{CANARY}-2", touched_at=NOW))
    one = st.integers(0, len(told) - 1).flatmap(lambda n: mutated(lambda: json.loads(json.dumps(told[n]))))
    if case.arrives_by == "call":
        return one.map(lambda event: Example(case, event))

    def batch(payload: Any) -> SearchStrategy[Example]:
        kind, records = in_batch(case.arrives_by, [*told, payload, *told], NOW)
        whole = {"Records": [{"eventSource": kind, **record} for record in records]}
        changed = mutated(lambda: json.loads(json.dumps(whole)), most=1).map(
            lambda event: Example(case, event)
        )
        return st.just(Example(case, whole, framed=True)) | changed

    return one.flatmap(batch)


def test_sources(hunt: Hunt, functions: Functions) -> None:
    """Every payload is answered or refused; one that is broken does not refuse the batch around it."""

    def check(example: Example) -> bool:
        answer = functions.call("tagging", example.event)
        if isinstance(answer, KitError):
            assert not example.framed, f"one payload refuses a whole batch: {answer}"
            return False
        json.dumps(answer)
        if example.case.arrives_by == "call":
            return True
        known = _ids(example.event, "messageId") | _ids(example.event, "kinesis", "sequenceNumber")
        return _answered(answer, known)

    hunt(st.sampled_from(list(CASES.values())).flatmap(_calls), check)


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


def test_ledger(hunt: Hunt, functions: Functions) -> None:
    """Whatever a record is, nothing has to come again: what can be read is written, the rest is passed by."""

    def check(event: Any) -> bool:
        answer = functions.call("ledger", event)
        return not isinstance(answer, KitError) and answer == {"batchItemFailures": []}

    records = mutated(stream_event).filter(lambda event: not isinstance(event, dict) or "replay" not in event)
    hunt(records, check)


def test_replay(hunt: Hunt, functions: Functions) -> None:
    begun = {"shard": SHARD, "after": "7" * 21}
    day = {"from": "2026-11-20T10:00:00Z", "to": "2026-11-20T11:00:00Z", **begun}
    hunt(mutated(lambda: {"replay": dict(day)}), _walks_on(functions, "ledger"))


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


def _walks_on(functions: Functions, name: str) -> Callable[[Any], bool]:
    """The answer says where to go on, or the payload is refused."""

    def check(event: Any) -> bool:
        answer = functions.call(name, event)
        if isinstance(answer, KitError):
            return False
        assert answer["done"] is (answer["resume"] is None)
        return True

    return check


def test_reconcile(hunt: Hunt, functions: Functions) -> None:
    hunt(mutated(walk), _walks_on(functions, "reconcile"))


def test_back_fill(hunt: Hunt, functions: Functions) -> None:
    valid = {"key": "2026.jsonl", "kind": "touches", "format": "jsonl", "from_line": 0, "etag": "etag"}
    # an error names the key that the operator gave
    calls = mutated(lambda: dict(valid)).filter(
        lambda event: not isinstance(event, dict) or CANARY not in str(event.get("key"))
    )
    hunt(calls, _walks_on(functions, "back_fill"))
