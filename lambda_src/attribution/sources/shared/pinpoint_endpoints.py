"""What the payloads of Pinpoint journeys and campaigns share: the map of endpoints, and the answer.

Shapes: Pinpoint developer guide, "Custom channels" and "Custom channel Lambda response format".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import Interaction, Parsed, Rejection
from attribution.rules.touch import Outcome, Reason
from attribution.rules.username import username_from
from attribution.sources.shared.fields import kind_of
from kit.errors import BadInput

if TYPE_CHECKING:
    from attribution.rules.parsed import Result, Results
    from attribution.rules.touch import Journey
    from attribution.sources import Reading


PATIENCE_SECONDS = 15.0  # Pinpoint waits no longer. Source: Pinpoint developer guide, "Quotas"


def parse_endpoints(event: dict[str, Any], journey: Journey, reading: Reading) -> Parsed:
    """Every endpoint of the payload, as an interaction now or as a rejection.

    The payload does not say when the customer interacted: Pinpoint calls as the customer reaches the
    activity, so that moment is the interaction.
    """
    endpoints = event.get("Endpoints")
    if not isinstance(endpoints, dict):
        raise BadInput(f"Endpoints must be an object of endpoint id -> endpoint, not {kind_of(endpoints)}")
    parsed = Parsed(source=journey.kind)
    for endpoint_id, endpoint in endpoints.items():
        username = username_of(endpoint, reading)
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


def _attributes(result: Result) -> dict[str, str]:
    if result is Outcome.RECORDED:
        return {"tagged": "true"}
    return {"tagged": "false", "reason": str(result)}


def username_of(endpoint: Any, reading: Reading) -> str | Reason:
    """The username of an endpoint's user, else the reason why there is none."""
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
