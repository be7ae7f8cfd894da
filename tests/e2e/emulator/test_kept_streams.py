"""A restart with PERSIST_STATE=1 keeps what a stream holds, and what of it was read."""

from pathlib import Path
from typing import Any

from emulator.ministack import MiniStack, emulator_python
from tests.e2e.emulator.streamed_table import StreamedTable
from tests.support.waiting import until


def restartable(tmp_path: Path, **environment: str) -> MiniStack:
    return MiniStack(
        tmp_path / "ministack",
        python=emulator_python(),
        environment={"PERSIST_STATE": "1", **environment},
    )


def keys_on_the_stream(stack: MiniStack, table: StreamedTable) -> list[str]:
    streams: Any = stack.client("dynamodbstreams")
    arn = table.dynamodb.describe_table(TableName=table.name)["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    return [record["dynamodb"]["Keys"]["id"]["S"] for record in records]


def test_mapping_goes_on_where_it_was(tmp_path: Path, calls_file: Path) -> None:
    with restartable(tmp_path) as stack:
        table = StreamedTable(stack, calls_file, MaximumBatchingWindowInSeconds=0)
        table.put("first")
        table.wait_for_calls(["first"])
        # once this one is called, the position behind the first is taken down
        table.put("second")
        table.wait_for_calls(["first"], ["second"])
        table.functions.update_event_source_mapping(UUID=table.mapping_id, Enabled=False)
        table.put("unread")
        stack.restart()
        assert keys_on_the_stream(stack, table) == ["first", "second", "unread"]
        table.functions.update_event_source_mapping(UUID=table.mapping_id, Enabled=True)
        until(lambda: any("unread" in call for call in table.called_with()))
        table.put("new")
        until(lambda: ["new"] in table.called_with())
        assert sum("first" in call for call in table.called_with()) == 1


def test_stock_forgets_the_stream(tmp_path: Path, calls_file: Path) -> None:
    """When this fails, the correction may be no longer needed."""
    with restartable(tmp_path, EMULATOR_WITHOUT_CORRECTIONS="1") as stack:
        table = StreamedTable(stack, calls_file)
        table.put("read")
        assert keys_on_the_stream(stack, table) == ["read"]
        stack.restart()
        assert keys_on_the_stream(stack, table) == []
