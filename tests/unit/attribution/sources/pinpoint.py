"""What the cases of Pinpoint journeys and campaigns share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attribution.rules.touch import Reason
from tests.support.events import endpoint

if TYPE_CHECKING:
    from tests.unit.attribution.sources.case import Visit

BAD_ENDPOINTS: list[tuple[Any, Reason]] = [
    (None, Reason.ENDPOINT_NULL),
    ("text", Reason.ENDPOINT_NOT_AN_OBJECT),
    (7, Reason.ENDPOINT_NOT_AN_OBJECT),
    ([], Reason.ENDPOINT_NOT_AN_OBJECT),
    ({}, Reason.USER_MISSING),
    (endpoint(User=None), Reason.USER_MISSING),
    (endpoint(User={}), Reason.USER_MISSING),
    (endpoint(User="ana"), Reason.USER_NOT_AN_OBJECT),
    (endpoint(User=[]), Reason.USER_NOT_AN_OBJECT),
    (endpoint(User={"UserId": "u"}), Reason.USER_ATTRIBUTES_MISSING),
    (endpoint(User={"UserAttributes": None, "UserId": "u"}), Reason.USER_ATTRIBUTES_MISSING),
    (endpoint(User={"UserAttributes": []}), Reason.USER_ATTRIBUTES_NOT_AN_OBJECT),
    (endpoint(User={"UserAttributes": {}}), Reason.USERNAME_MISSING),
    (endpoint(User={"UserAttributes": {"username": None}}), Reason.USERNAME_MISSING),
    (endpoint(User={"UserAttributes": {"username": "ana"}}), Reason.USERNAME_NOT_A_LIST),
    (endpoint(User={"UserAttributes": {"username": []}}), Reason.USERNAME_LIST_EMPTY),
    (endpoint(None), Reason.USERNAME_NOT_TEXT),
    (endpoint(7), Reason.USERNAME_NOT_TEXT),
    (endpoint(["ana"]), Reason.USERNAME_NOT_TEXT),
    (endpoint(""), Reason.USERNAME_BLANK),
    (endpoint("ana lima"), Reason.USERNAME_INVALID),
]


def endpoint_of(visit: Visit) -> Any:
    """The endpoint of the user who visits."""
    return endpoint(visit.username)


def in_endpoints(parts: list[Any]) -> dict[str, Any]:
    """The map that holds these endpoints."""
    return {f"endpoint-{number}": part for number, part in enumerate(parts)}
