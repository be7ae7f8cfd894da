"""The timetable that all invocations of the projection share: one item in a small table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.errors import TransientError
from kit.pacing import first_free
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

ITEM = {"resource": {"S": "cognito-user-updates"}}
TRIES = 8  # each lost one was won by another invocation, and there are few


class PaceTable:
    """See `kit.pacing.Timetable`. A reservation costs a read and a conditional write."""

    def __init__(self, client: Callable[[], DynamoDBClient], name: str) -> None:
        self._client = client
        self._name = name

    def reserve(self, length: int, *, now: int, latest: int) -> int | None:
        """Take the next `length` milliseconds and return their beginning; None if that is after `latest`."""
        for _ in range(TRIES):
            seen = self._next_free()
            start = first_free(seen, now)
            if start > latest:
                return None
            if self._move(seen, start + length):
                return start
        raise TransientError("the pace was taken by others at every try")

    def _next_free(self) -> int | None:
        with translated("dynamodb:GetItem"):
            answer = self._client().get_item(TableName=self._name, Key=ITEM, ConsistentRead=True)
        return int(answer["Item"]["next_free"]["N"]) if "Item" in answer else None

    def _move(self, seen: int | None, next_free: int) -> bool:
        client = self._client()
        condition = "attribute_not_exists(next_free)" if seen is None else "next_free = :seen"
        values = {":next": {"N": str(next_free)}} | ({} if seen is None else {":seen": {"N": str(seen)}})
        with translated("dynamodb:UpdateItem"):
            try:
                client.update_item(
                    TableName=self._name,
                    Key=ITEM,
                    UpdateExpression="SET next_free = :next",
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True
