"""BatchGetItem, for all tables: in chunks, and again for the keys that DynamoDB left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from kit.errors import Throttled
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

AT_ONCE = 100  # BatchGetItem takes no more
TRIES = 5
PAUSE_SECONDS = 0.02  # before the second try, doubled for each after it


def batch_get(
    client: DynamoDBClient, table: str, key: str, values: Sequence[str], attributes: str | None = None
) -> list[dict[str, Any]]:
    """Items of `table` by their key (consistent read); those that are missing are left out.

    `values` must be distinct; `attributes` is a projection. `Throttled` where keys are left at every try.
    """
    shown = {} if attributes is None else {"ProjectionExpression": attributes}
    items: list[dict[str, Any]] = []
    for start in range(0, len(values), AT_ONCE):
        keys = [{key: {"S": value}} for value in values[start : start + AT_ONCE]]
        items += _chunk(client, table, {table: {"Keys": keys, "ConsistentRead": True, **shown}})
    return items


def _chunk(client: DynamoDBClient, table: str, wanted: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for tries in range(TRIES):
        if tries:
            time.sleep(PAUSE_SECONDS * 2**tries)
        with translated("dynamodb:BatchGetItem"):
            answer = client.batch_get_item(RequestItems=wanted)
        items += answer["Responses"].get(table, [])
        wanted = answer.get("UnprocessedKeys")
        if not wanted:
            return items
    raise Throttled("dynamodb:BatchGetItem left keys unprocessed at every try")
