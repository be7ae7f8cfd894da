"""The model against what AWS documents, case by case, and against what it must never do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.event_source import (
    RETENTION_SECONDS,
    MappingSettings,
    NotInvoked,
    Record,
    StillFailing,
    StreamMapping,
    sequence_number,
    stream_record,
)

NOW = 1_800_000_000.0


def records(count: int, created: float = NOW) -> list[Record]:
    return [
        stream_record("INSERT", {"id": {"S": str(n)}}, {"id": {"S": str(n)}}, None, n, created)
        for n in range(count)
    ]


def numbers(batch: list[Record]) -> list[int]:
    return [int(sequence_number(record)) for record in batch]


def report(*failed: int) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": f"{n:021d}"} for n in failed]}


class Shard:
    """A mapping with a scripted function; what happens to it is written down."""

    def __init__(self, function: Callable[[list[int]], Any], **settings: Any) -> None:
        self.now = NOW
        self.calls: list[list[int]] = []
        self.given_up: list[tuple[list[int], str]] = []
        self.function = function
        self.mapping = StreamMapping(
            MappingSettings(**settings), self._invoke, self._on_failure, clock=lambda: self.now
        )

    def _invoke(self, event: dict[str, Any]) -> Any:
        batch = numbers(event["Records"])
        self.calls.append(batch)
        return self.function(batch)

    def _on_failure(self, batch: list[Record], condition: str) -> None:
        self.given_up.append((numbers(batch), condition))


def fails_on(*poison: int) -> Callable[[list[int]], None]:
    def function(batch: list[int]) -> None:
        if set(poison) & set(batch):
            raise ValueError(poison)

    return function


def reports(*poison: int) -> Callable[[list[int]], Any]:
    return lambda batch: report(*(n for n in batch if n in poison))


def test_healthy_records_come_once_in_order_in_batches() -> None:
    shard = Shard(lambda _: None, batch_size=2)
    shard.mapping.run(records(5))
    assert shard.calls == [[0, 1], [2, 3], [4]]


def test_without_limits_a_bad_record_blocks_the_shard() -> None:
    shard = Shard(fails_on(1))
    with pytest.raises(StillFailing, match="3 records"):
        shard.mapping.run(records(3), max_steps=20)
    assert shard.calls == [[0, 1, 2]] * 20


def test_a_batch_is_given_up_whole_when_its_retries_are_used_up() -> None:
    shard = Shard(fails_on(1), maximum_retry_attempts=2, batch_size=3)
    shard.mapping.run(records(4))
    assert shard.calls == [[0, 1, 2]] * 3 + [[3]]
    assert shard.given_up == [([0, 1, 2], "RetryAttemptsExhausted")]


def test_halving_isolates_a_bad_record_and_uses_up_no_retry() -> None:
    shard = Shard(fails_on(2), maximum_retry_attempts=1, bisect_batch_on_function_error=True)
    shard.mapping.run(records(4))
    assert shard.calls == [[0, 1, 2, 3], [0, 1], [2, 3], [2], [2], [3]]
    assert shard.given_up == [([2], "RetryAttemptsExhausted")]


def test_the_checkpoint_moves_to_the_lowest_reported_record() -> None:
    answers = iter([report(3, 1), report(2), None])
    shard = Shard(lambda _: next(answers), report_batch_item_failures=True)
    shard.mapping.run(records(4))
    assert shard.calls == [[0, 1, 2, 3], [1, 2, 3], [2, 3]]


def test_a_report_uses_up_a_retry_of_what_remains() -> None:
    shard = Shard(reports(1), report_batch_item_failures=True, maximum_retry_attempts=2)
    shard.mapping.run(records(3))
    assert shard.calls == [[0, 1, 2], [1, 2], [1, 2]]
    assert shard.given_up == [([1, 2], "RetryAttemptsExhausted")]


def test_with_both_the_cut_is_at_the_reported_record_and_is_free() -> None:
    shard = Shard(
        reports(1),
        report_batch_item_failures=True,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=1,
    )
    shard.mapping.run(records(4))
    assert shard.calls == [[0, 1, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert shard.given_up == [([1, 2, 3], "RetryAttemptsExhausted")]


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": None}, {"batchItemFailures": []}, "done"])
def test_an_answer_without_failures_is_a_success(answer: Any) -> None:
    shard = Shard(lambda _: answer, report_batch_item_failures=True)
    shard.mapping.run(records(2))
    assert shard.calls == [[0, 1]]


@pytest.mark.parametrize(
    "failure",
    [
        {"itemIdentifier": ""},
        {"itemIdentifier": None},
        {"itemidentifier": "000000000000000000001"},
        {"itemIdentifier": "77"},
        {},
        "000000000000000000001",
    ],
)
def test_an_answer_that_names_no_record_fails_the_whole_batch(failure: Any) -> None:
    answers = iter([{"batchItemFailures": [{"itemIdentifier": f"{1:021d}"}, failure]}, None])
    shard = Shard(lambda _: next(answers), report_batch_item_failures=True)
    shard.mapping.run(records(2))
    assert shard.calls == [[0, 1], [0, 1]]


def test_a_report_means_nothing_to_a_mapping_that_does_not_ask_for_it() -> None:
    shard = Shard(reports(0))
    shard.mapping.run(records(2))
    assert shard.calls == [[0, 1]]


def test_old_records_are_given_up_before_the_call() -> None:
    shard = Shard(lambda _: None, maximum_record_age_in_seconds=60)
    shard.mapping.run([*records(2, NOW - 61), *records(3, NOW - 60)[2:]])
    assert shard.given_up == [([0, 1], "RecordAgeExceeded")]
    assert shard.calls == [[2]]


def test_a_batch_in_retry_grows_old() -> None:
    shard = Shard(fails_on(0), maximum_record_age_in_seconds=60)

    def fail_slowly(batch: list[int]) -> None:
        shard.now += 25
        fails_on(0)(batch)

    shard.function = fail_slowly
    shard.mapping.run(records(1))
    assert shard.calls == [[0]] * 3
    assert shard.given_up == [([0], "RecordAgeExceeded")]


def test_what_the_stream_no_longer_keeps_is_lost_silently() -> None:
    shard = Shard(lambda _: None)
    shard.mapping.run(records(1, NOW - RETENTION_SECONDS))
    assert not shard.calls
    assert not shard.given_up
    assert not shard.mapping.pending


def test_a_call_that_did_not_reach_the_function_uses_up_no_retry() -> None:
    attempts = iter([NotInvoked()] * 5 + [ValueError(), None])

    def function(_: list[int]) -> None:
        if outcome := next(attempts):
            raise outcome

    shard = Shard(function, maximum_retry_attempts=1)
    shard.mapping.run(records(1))
    assert not shard.given_up


def test_step_says_when_to_pause() -> None:
    answers = iter([report(1), None])
    shard = Shard(lambda _: next(answers), report_batch_item_failures=True)
    shard.mapping.add(records(2))
    assert [shard.mapping.step(), shard.mapping.pending] == [False, 1]
    assert [shard.mapping.step(), shard.mapping.pending] == [True, 0]


def test_a_replayed_record_is_delivered_again() -> None:
    shard = Shard(reports(), report_batch_item_failures=True)
    shard.mapping.run([*records(2), *records(1)])
    assert shard.calls == [[0, 1, 0]]


def test_records_have_the_shape_of_aws() -> None:
    record = stream_record("REMOVE", {"u": {"S": "a"}}, None, {"u": {"S": "a"}}, 7, NOW, removed_by_ttl=True)
    assert record["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    assert record["dynamodb"]["OldImage"] == {"u": {"S": "a"}}
    assert "NewImage" not in record["dynamodb"]
    assert record["eventName"] == "REMOVE"


@given(
    count=st.integers(0, 12),
    outcomes=st.lists(st.one_of(st.just("raise"), st.just("throttle"), st.integers(0, 12)), max_size=30),
    retries=st.integers(0, 3),
    batch_size=st.integers(1, 5),
    bisect=st.booleans(),
)
def test_every_record_is_done_or_given_up_and_none_overtakes(
    count: int, outcomes: list[Any], retries: int, batch_size: int, bisect: bool
) -> None:
    script = iter(outcomes)
    done: list[int] = []

    def function(batch: list[int]) -> Any:
        outcome = next(script, None)
        if outcome == "raise":
            raise ValueError
        if outcome == "throttle":
            raise NotInvoked
        failed = len(batch) if outcome is None else min(outcome, len(batch))
        done.extend(batch[:failed])
        return report(*batch[failed:])

    shard = Shard(
        function,
        batch_size=batch_size,
        maximum_retry_attempts=retries,
        bisect_batch_on_function_error=bisect,
        report_batch_item_failures=True,
    )
    shard.mapping.run(records(count))
    given_up = [n for batch, _ in shard.given_up for n in batch]
    assert sorted(done + given_up) == list(range(count))
    assert done == sorted(done)
    assert given_up == sorted(given_up)
