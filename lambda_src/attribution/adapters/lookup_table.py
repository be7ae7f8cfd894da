"""The table of lookups: whom a reference means, and when a call was first seen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attribution.adapters.batch_get import batch_get
from attribution.rules.parsed import Note
from attribution.rules.touch import Journey
from kit.deadline import for_each
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

WORKERS = 16
CALL_KEPT_SECONDS = 86400  # a repeat comes within seconds


class LookupTable:
    """See `flows.lookups.Lookups`."""

    def __init__(self, client: Callable[[], DynamoDBClient], name: str) -> None:
        self._client = client
        self._name = name

    def remember(self, notes: Sequence[Note], *, now: int) -> None:
        """Write the notes that are not older than what the table holds; of equals the one that comes last."""
        latest: dict[str, Note] = {}
        for note in notes:
            held = latest.get(note.reference)
            if held is None or note.told_at >= held.told_at:
                latest[note.reference] = note
        for_each(latest.values(), lambda note: self._write(note, now), workers=WORKERS)

    def find(self, references: Sequence[str]) -> dict[str, Note]:
        """The notes of those references that are known; they must be distinct."""
        found: dict[str, Note] = {}
        for item in batch_get(self._client(), self._name, "reference", references):
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

    def _write(self, note: Note, now: int) -> None:
        client = self._client()
        with translated("dynamodb:PutItem"), suppress(client.exceptions.ConditionalCheckFailedException):
            client.put_item(
                TableName=self._name,
                Item=_item(note, now),
                ConditionExpression="attribute_not_exists(told_at) OR told_at <= :told",
                ExpressionAttributeValues={":told": {"N": str(note.told_at)}},
            )


def _item(note: Note, now: int) -> dict[str, Any]:
    item: dict[str, Any] = {
        "reference": {"S": note.reference},
        "username": {"S": note.username},
        "told_at": {"N": str(note.told_at)},
    }
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
