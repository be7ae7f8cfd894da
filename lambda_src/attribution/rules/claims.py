"""The answer of Cognito's pre token generation trigger.

Shapes: the Cognito developer guide, "Pre token generation Lambda trigger".
"""

from __future__ import annotations

from typing import Any


def with_claim(event: dict[str, Any], claim: str, value: str | None) -> dict[str, Any]:
    """The event with `claim` set in the ID token, or kept out of it where `value` is None.

    Keeping it out matters where the attribute of the same name is stale, or written by a user. What an
    earlier step put into the response is kept.
    """
    response = dict(event.get("response") or {})
    if str(event.get("version", "1")) == "1":
        response["claimsOverrideDetails"] = _changed(response.get("claimsOverrideDetails"), claim, value)
    else:
        details = dict(response.get("claimsAndScopeOverrideDetails") or {})
        details["idTokenGeneration"] = _changed(details.get("idTokenGeneration"), claim, value)
        response["claimsAndScopeOverrideDetails"] = details
    return {**event, "response": response}


def _changed(details: dict[str, Any] | None, claim: str, value: str | None) -> dict[str, Any]:
    details = dict(details or {})
    if value is None:
        details["claimsToSuppress"] = sorted({*(details.get("claimsToSuppress") or []), claim})
    else:
        details["claimsToAddOrOverride"] = {**(details.get("claimsToAddOrOverride") or {}), claim: value}
    return details
