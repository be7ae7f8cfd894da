"""The table of lookups: whom a reference means, and when a call was first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Note
from attribution.rules.touch import Journey
from kit.errors import Throttled
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

READ_AT_ONCE = 100  # BatchGetItem takes no more
WRITE_AT_ONCE = 25  # BatchWriteItem takes no more
TRIES = 5
CALL_KEPT_SECONDS = 86400  # a repeat comes within seconds


class LookupTable:
    """See `flows.lookups.Lookups`."""

    def __init__(self, client: Callable[[], DynamoDBClient], name: str) -> None:
        self._client = client
        self._name = name

    def remember(self, notes: Sequence[Note], *, now: int) -> None:
        """Put the notes; of several about one reference the last."""
        items = [_item(note, now) for note in {note.reference: note for note in notes}.values()]
        for start in range(0, len(items), WRITE_AT_ONCE):
            self._put([{"PutRequest": {"Item": item}} for item in items[start : start + WRITE_AT_ONCE]])

    def find(self, references: Sequence[str]) -> dict[str, Note]:
        """The notes of those references that are known; they must be distinct."""
        found: dict[str, Note] = {}
        for start in range(0, len(references), READ_AT_ONCE):
            for item in read_batch(
                self._client(), self._name, "reference", references[start : start + READ_AT_ONCE]
            ):
                note = _note(item)
                if note is not None:
                    found[note.reference] = note
        return found

    def first_seen(self, call: str, *, now: int) -> int:
        """The moment that the table holds for `call`; it takes `now` if it holds none."""
        with translated("dynamodb:UpdateItem"):
            answer = self._client().update_item(
                TableName=self._name,
                Key={"reference": {"S": call}},
                UpdateExpression=(
                    "SET first_seen_at = if_not_exists(first_seen_at, :now), "
                    "expires_at = if_not_exists(expires_at, :expires)"
                ),
                ExpressionAttributeValues={
                    ":now": {"N": str(now)},
                    ":expires": {"N": str(now // 1000 + CALL_KEPT_SECONDS)},
                },
                ReturnValues="ALL_NEW",  # UPDATED_NEW need not hold what a repeat leaves as it is
            )
        return int(answer["Attributes"]["first_seen_at"]["N"])

    def _put(self, requests: list[Any]) -> None:
        wanted: Any = {self._name: requests}
        for _ in range(TRIES):
            with translated("dynamodb:BatchWriteItem"):
                wanted = self._client().batch_write_item(RequestItems=wanted).get("UnprocessedItems")
            if not wanted:
                return
        raise Throttled("dynamodb:BatchWriteItem left items unprocessed at every try")


def read_batch(client: DynamoDBClient, table: str, key: str, values: Sequence[str]) -> list[dict[str, Any]]:
    """Up to 100 items of `table` by their key (consistent read); those that are missing are left out."""
    wanted: Any = {table: {"Keys": [{key: {"S": value}} for value in values], "ConsistentRead": True}}
    items: list[dict[str, Any]] = []
    for _ in range(TRIES):
        with translated("dynamodb:BatchGetItem"):
            answer = client.batch_get_item(RequestItems=wanted)
        items += answer["Responses"].get(table, [])
        wanted = answer.get("UnprocessedKeys")
        if not wanted:
            return items
    raise Throttled("dynamodb:BatchGetItem left keys unprocessed at every try")


def _item(note: Note, now: int) -> dict[str, Any]:
    item = {"reference": {"S": note.reference}, "username": {"S": note.username}}
    if note.journey is not None:
        item["journey_kind"] = {"S": note.journey.kind}
        item["journey_id"] = {"S": note.journey.id}
        if note.journey.name is not None:
            item["journey_name"] = {"S": note.journey.name}
    if note.kept_seconds is not None:
        item["expires_at"] = {"N": str(now // 1000 + note.kept_seconds)}
    return item


def _note(item: dict[str, Any]) -> Note | None:
    """The note of an item; None for one that holds no user, such as a call."""
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    if "username" not in text:
        return None
    journey = None
    if "journey_id" in text:
        journey = Journey(
            kind=text.get("journey_kind", ""), id=text["journey_id"], name=text.get("journey_name")
        )
    return Note(reference=text["reference"], username=text["username"], journey=journey)
