"""The consent table: the only place that knows its attributes' names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import PermanentError
from kit.service_errors import translated
from sms_self_managed_opt_outs.rules.consent import Consent, State
from sms_self_managed_opt_outs.rules.inbound import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

# By these a write of somebody else shows, by whatever way it came: a preference centre has no text's id.
VERSION = ("state", "updated_at", "inbound_message_id")
TEXTS = ("phone_number", "program", "state", "keyword", "inbound_message_id", "channel_number")


class ConsentTable:
    """See `flows.consent.Store`."""

    def __init__(self, client: Callable[[], DynamoDBClient], name: str) -> None:
        self._client = client
        self._name = name

    def held(self, phone_number: str, program: str) -> Consent | None:
        """What stands for the number now; None where it never said anything."""
        with translated("dynamodb:GetItem"):
            answer = self._client().get_item(
                TableName=self._name,
                Key={"phone_number": {"S": phone_number}, "program": {"S": program}},
                ConsistentRead=True,
            )
        item = answer.get("Item")
        return None if item is None else _consent(item)

    def put(self, consent: Consent, held: Consent | None) -> bool:
        """Write it; False where the table no longer has what was `held`: then the decision is an old one."""
        client = self._client()
        with translated("dynamodb:PutItem"):
            try:
                client.put_item(TableName=self._name, Item=_item(consent), **_as_it_was(held))
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True


def _as_it_was(held: Consent | None) -> dict[str, Any]:
    """The condition that the table still has what was read."""
    if held is None:
        return {"ConditionExpression": "attribute_not_exists(phone_number)"}
    version: dict[str, Any] = held.version
    return {
        "ConditionExpression": " AND ".join(
            f"#{name} = :{name}" if name in version else f"attribute_not_exists(#{name})" for name in VERSION
        ),
        "ExpressionAttributeNames": {f"#{name}": name for name in VERSION},  # "state" is a reserved word
        "ExpressionAttributeValues": {f":{name}": value for name, value in version.items()},
    }


def _item(consent: Consent) -> dict[str, Any]:
    return {
        **{name: {"S": getattr(consent, name)} for name in (*TEXTS, "updated_at", "changed_by")},
        "received_at": {"N": str(consent.received_at)},
    }


def _consent(item: dict[str, Any]) -> Consent:
    """Items that others wrote, such as a preference centre, need the state and its time, and no more."""
    texts = {name: value["S"] for name, value in item.items() if "S" in value}
    number = item.get("received_at", {}).get("N")
    received_at = milliseconds(texts.get("updated_at")) if number is None else int(number)
    if texts.get("state") not in set(State) or received_at is None:
        raise PermanentError(
            "an item of the consent table lacks a state OPTED_IN or OPTED_OUT or a moment updated_at: mend it"
        )
    return Consent(
        **{name: texts.get(name, "") for name in TEXTS if name != "state"},
        state=State(texts["state"]),
        received_at=received_at,
        changed_by=texts.get("changed_by", ""),
        version={name: item[name] for name in VERSION if name in item},
    )
