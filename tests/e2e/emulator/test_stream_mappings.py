"""The corrected event source mappings, seen from outside; the model itself has its own tests."""

import time
from pathlib import Path

from emulator.ministack import MiniStack
from tests.e2e.emulator.streamed_table import StreamedTable
from tests.support.waiting import until

PARTIAL = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}


def test_the_window_gathers_a_batch(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, BatchSize=3)
    table.put("a", "b", "c", "d")
    table.wait_for_calls(["a", "b", "c"], ["d"])


def test_a_partial_failure_is_resumed_at_the_failed_record(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumRetryAttempts=1, **PARTIAL)
    table.put("a", ("b", "report"), "c")
    table.wait_for_calls(["a", "b", "c"], ["b", "c"])
    record = table.given_up()
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["DDBStreamBatchInfo"]["batchSize"] == 2
    table.put("d")
    table.wait_for_calls(["a", "b", "c"], ["b", "c"], ["d"])


def test_halving_isolates_the_bad_record(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumRetryAttempts=1, BisectBatchOnFunctionError=True)
    table.put("a", "b", ("c", "raise"), "d")
    table.wait_for_calls(["a", "b", "c", "d"], ["a", "b"], ["c", "d"], ["c"], ["c"], ["d"])
    assert table.given_up()["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_filter_decides_what_the_function_sees(stack: MiniStack, calls_file: Path) -> None:
    pattern = '{"eventName": ["REMOVE"]}'
    table = StreamedTable(stack, calls_file, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    table.put("a", "b")
    table.dynamodb.delete_item(TableName=table.name, Key={"id": {"S": "a"}})
    table.wait_for_calls(["a"])
    assert table.calls()[0][0]["eventName"] == "REMOVE"


def test_one_slow_function_does_not_hold_up_another(stack: MiniStack, tmp_path: Path) -> None:
    slow = StreamedTable(stack, tmp_path / "slow", MaximumBatchingWindowInSeconds=0)
    quick = StreamedTable(stack, tmp_path / "quick", MaximumBatchingWindowInSeconds=0)
    slow.put(("a", "held"))
    slow.wait_for_calls(["a"])
    quick.put("b")
    quick.wait_for_calls(["b"])
    ended = tmp_path / "slow.ended"
    assert not ended.exists()
    (tmp_path / "slow.release").touch()
    until(ended.exists)


def test_a_function_can_vanish_and_come_back_during_a_retry(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumBatchingWindowInSeconds=0)
    table.put(("a", "raise"))
    until(lambda: len(table.calls()) >= 2)
    table.functions.delete_function(FunctionName=table.name)
    seen = table.calls_when_quiet()
    table.create_function()
    until(lambda: len(table.calls()) > seen)


def test_a_deleted_mapping_stops_in_the_middle_of_a_retry(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumBatchingWindowInSeconds=0)
    table.put(("a", "raise"))
    until(lambda: len(table.calls()) >= 2)
    table.functions.delete_event_source_mapping(UUID=table.mapping_id)
    table.calls_when_quiet()


def test_a_disabled_mapping_goes_on_where_it_stopped(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumBatchingWindowInSeconds=0)
    table.put("a")
    table.wait_for_calls(["a"])
    table.functions.update_event_source_mapping(UUID=table.mapping_id, Enabled=False)
    table.put("b")
    time.sleep(0.5)
    assert table.called_with() == [["a"]]
    table.functions.update_event_source_mapping(UUID=table.mapping_id, Enabled=True)
    table.wait_for_calls(["a"], ["b"])


def test_stock_takes_a_partly_failed_batch_for_done(stock: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stock, calls_file, MaximumRetryAttempts=1, **PARTIAL)
    table.put(("a", "report"))
    table.wait_for_calls(["a"])
    table.put("b")
    table.wait_for_calls(["a"], ["b"])


def test_stock_repeats_a_failed_batch_beyond_its_retries(stock: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stock, calls_file, MaximumRetryAttempts=0)
    table.put(("a", "raise"))
    table.wait_for_calls(["a"], ["a"])
