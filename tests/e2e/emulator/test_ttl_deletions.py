import time
from pathlib import Path

from emulator.ministack import MiniStack
from tests.e2e.emulator.streamed_table import StreamedTable

BY_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
SIX_YEARS = 6 * 365 * 24 * 60 * 60


def keep_time(table: StreamedTable) -> None:
    table.dynamodb.update_time_to_live(
        TableName=table.name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )


def test_a_deletion_by_ttl_says_so_on_the_stream(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(
        stack,
        calls_file,
        MaximumBatchingWindowInSeconds=0,
        FilterCriteria={"Filters": [{"Pattern": '{"userIdentity": {"type": ["Service"]}}'}]},
    )
    table.put("forever")
    now = int(time.time())
    table.put("late", expires_at={"N": str(now + 600)})
    table.put("ancient", expires_at={"N": str(now - SIX_YEARS)})
    table.put("text", expires_at={"S": str(now - 10)})
    table.put("due", expires_at={"N": str(now - 10)})
    keep_time(table)
    table.wait_for_calls(["due"])
    (record,) = table.calls()[0]
    assert record["eventName"] == "REMOVE"
    assert record["userIdentity"] == BY_TTL
    assert record["dynamodb"]["OldImage"]["expires_at"] == {"N": str(now - 10)}
    left = table.dynamodb.scan(TableName=table.name)["Items"]
    assert {item["id"]["S"] for item in left} == {"forever", "late", "ancient", "text"}


def test_a_deletion_by_hand_has_no_identity(stack: MiniStack, calls_file: Path) -> None:
    table = StreamedTable(stack, calls_file, MaximumBatchingWindowInSeconds=0)
    table.put("a")
    table.wait_for_calls(["a"])
    table.dynamodb.delete_item(TableName=table.name, Key={"id": {"S": "a"}})
    table.wait_for_calls(["a"], ["a"])
    assert "userIdentity" not in table.calls()[1][0]
