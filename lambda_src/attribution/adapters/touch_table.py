"""The table of touches: the only place that knows its attributes' names."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attribution.adapters.batch_get import batch_get
from attribution.rules.lookback import iso
from attribution.rules.touch import Outcome, Touch, expiry_shard
from kit.errors import PermanentError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

EXPIRY_INDEX = "expiry"
DUE_PAGE = 250  # of each shard; all shards are swept together


@contextmanager
def readable() -> Iterator[None]:
    """Names an item that someone wrote by hand and wrongly; it concerns one user only."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise PermanentError(
            "an item of the table is not a touch, it lacks an attribute or has one of another type: "
            "mend it or delete it"
        ) from error


class TouchTable:
    """One item per user, so that the stream keeps every user's changes in order."""

    def __init__(self, client: Callable[[], DynamoDBClient], name: str) -> None:
        self._client = client
        self._name = name

    def record(self, touch: Touch) -> Outcome:
        """Write the touch unless the table holds a later one of the same user."""
        client = self._client()
        with translated("dynamodb:UpdateItem"):
            try:
                client.update_item(
                    TableName=self._name,
                    Key={"username": {"S": touch.username}},
                    UpdateExpression=(
                        "SET journey_id = :id, journey_name = :name, touched_at = :touched, "
                        "expires_at = :expires, expires_on = :on, expiry_shard = :shard, #source = :source"
                    ),
                    # an item that someone wrote by hand, without touched_at, is no touch and gives way
                    ConditionExpression="attribute_not_exists(touched_at) OR touched_at <= :touched",
                    ExpressionAttributeNames={"#source": "source"},
                    ExpressionAttributeValues={
                        ":id": {"S": touch.journey_id},
                        ":name": {"S": touch.journey_name},
                        ":touched": {"N": str(touch.touched_at)},
                        ":expires": {"N": str(touch.expires_at)},
                        ":on": {"S": iso(touch.expires_at)},
                        ":shard": {"N": str(expiry_shard(touch.username))},
                        ":source": {"S": touch.source},
                    },
                )
            except client.exceptions.ConditionalCheckFailedException:
                return Outcome.SUPERSEDED
        return Outcome.RECORDED

    def journey_name(self, username: str) -> str | None:
        """The name that the table holds now (consistent read); None without an item."""
        item = self._get(username, "journey_name")
        with readable():
            return None if item is None else str(item["journey_name"]["S"])

    def current(self, username: str) -> tuple[str, int] | None:
        """Name and expiry (epoch seconds) of the user's touch; None without an item."""
        item = self._get(username, "journey_name, expires_at")
        with readable():
            return None if item is None else (str(item["journey_name"]["S"]), int(item["expires_at"]["N"]))

    def due(self, shard: int, now: int) -> Iterator[list[tuple[str, int]]]:
        """Pages of (username, expires_at) in a shard with ``expires_at <= now``, earliest first."""
        pages = (
            self._client()
            .get_paginator("query")
            .paginate(
                TableName=self._name,
                IndexName=EXPIRY_INDEX,
                KeyConditionExpression="expiry_shard = :shard AND expires_at <= :now",
                ExpressionAttributeValues={":shard": {"N": str(shard)}, ":now": {"N": str(now)}},
                PaginationConfig={"PageSize": DUE_PAGE},
            )
        )
        with translated("dynamodb:Query"):
            for page in pages:
                yield [(item["username"]["S"], int(item["expires_at"]["N"])) for item in page["Items"]]

    def remove_if_due(self, username: str, now: int) -> bool:
        """Delete the item if its `expires_at` is still ``<= now``; False if a re-entry moved it.

        An item that is gone already counts as removed by whoever was first, not as an error.
        """
        client = self._client()
        with translated("dynamodb:DeleteItem"):
            try:
                client.delete_item(
                    TableName=self._name,
                    Key={"username": {"S": username}},
                    ConditionExpression="expires_at <= :now",
                    ExpressionAttributeValues={":now": {"N": str(now)}},
                )
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def segment(self, number: int, *, of: int) -> Iterator[list[str]]:
        """Pages of usernames in one of the `of` segments that a parallel scan has."""
        pages = (
            self._client()
            .get_paginator("scan")
            .paginate(
                TableName=self._name,
                Segment=number,
                TotalSegments=of,
                ProjectionExpression="username",
                ConsistentRead=True,
            )
        )
        with translated("dynamodb:Scan"):
            for page in pages:
                yield [item["username"]["S"] for item in page["Items"]]

    def journey_names(self, usernames: Sequence[str]) -> dict[str, str]:
        """The names that the table holds now (consistent read); the users must be distinct."""
        items = batch_get(self._client(), self._name, "username", usernames, "username, journey_name")
        return {item["username"]["S"]: item.get("journey_name", {}).get("S", "") for item in items}

    def _get(self, username: str, attributes: str) -> dict[str, Any] | None:
        with translated("dynamodb:GetItem"):
            answer = self._client().get_item(
                TableName=self._name,
                Key={"username": {"S": username}},
                ProjectionExpression=attributes,
                ConsistentRead=True,
            )
        return answer.get("Item")
