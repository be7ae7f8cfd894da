"""What the payloads of Pinpoint journeys and campaigns share: the map of endpoints, and the answer.

Shapes: Pinpoint developer guide, "Custom channels" and "Custom channel Lambda response format".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.touch import Interaction, Journey, Outcome, Parsed, Reason, Rejection
from attribution.rules.username import username_from
from kit.errors import BadInput

if TYPE_CHECKING:
    from attribution.sources import Reading, Results


LONGEST_ID = 256


def required_id(event: dict[str, Any], field: str) -> str:
    """The id in `field`; it ends in the table, and in the attribute where there is no name."""
    value = event.get(field)
    if not isinstance(value, str):
        raise BadInput(f"{field} must be a text, not {_kind(value)}")
    if not value.strip() or not value.isprintable() or len(value) > LONGEST_ID:
        raise BadInput(f"{field} must have 1 to {LONGEST_ID} printable characters")
    return value


def parse_endpoints(event: dict[str, Any], journey: Journey, reading: Reading) -> Parsed:
    """Every endpoint of the payload, as an interaction now or as a rejection.

    The payload does not say when the customer interacted: Pinpoint calls as the customer reaches the
    activity, so that moment is the interaction.
    """
    endpoints = event.get("Endpoints")
    if not isinstance(endpoints, dict):
        raise BadInput(f"Endpoints must be an object of endpoint id -> endpoint, not {_kind(endpoints)}")
    parsed = Parsed()
    for endpoint_id, endpoint in endpoints.items():
        username = _username(endpoint, reading)
        if isinstance(username, Reason):
            parsed.rejections.append(Rejection(item=endpoint_id, reason=username))
        else:
            parsed.interactions.append(
                Interaction(item=endpoint_id, username=username, journey=journey, touched_at=reading.now)
            )
    return parsed


def answer_endpoints(parsed: Parsed, results: Results) -> dict[str, Any]:
    """Endpoint id -> EventAttributes: `tagged`, and the reason where it is false.

    At most 5 attributes of at most 128 characters are allowed; a later split can read them.
    """
    return {item: {"EventAttributes": _attributes(results[item])} for item in parsed.items}


def _attributes(result: Outcome | Reason) -> dict[str, str]:
    if result is Outcome.RECORDED:
        return {"tagged": "true"}
    return {"tagged": "false", "reason": str(result)}


def _username(endpoint: Any, reading: Reading) -> str | Reason:
    if endpoint is None:
        return Reason.ENDPOINT_NULL
    if not isinstance(endpoint, dict):
        return Reason.ENDPOINT_NOT_AN_OBJECT
    user = endpoint.get("User")
    if user is None or user == {}:
        return Reason.USER_MISSING
    if not isinstance(user, dict):
        return Reason.USER_NOT_AN_OBJECT
    if reading.username_attribute is None:
        value = user.get("UserId")
        if value is None:
            return Reason.USERNAME_MISSING
    else:
        value = _first_attribute(user, reading.username_attribute)
        if isinstance(value, Reason):
            return value
    return username_from(value, case_sensitive=reading.username_case_sensitive)


def _first_attribute(user: dict[str, Any], name: str) -> Any | Reason:
    attributes = user.get("UserAttributes")
    if attributes is None:
        return Reason.USER_ATTRIBUTES_MISSING
    if not isinstance(attributes, dict):
        return Reason.USER_ATTRIBUTES_NOT_AN_OBJECT
    values = attributes.get(name)
    if values is None:
        return Reason.USERNAME_MISSING
    if not isinstance(values, list):
        return Reason.USERNAME_NOT_A_LIST
    if not values:
        return Reason.USERNAME_LIST_EMPTY
    return values[0]


def _kind(value: Any) -> str:
    return "missing or null" if value is None else f"a {type(value).__name__}"
