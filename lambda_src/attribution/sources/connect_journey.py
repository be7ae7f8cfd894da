"""Amazon Connect journey, Custom action: a batch of customer profiles, answered one by one.

Payload and answer: Amazon Connect administrator guide, "Invoke AWS Lambda functions" of outbound campaigns.
The fields inside `CustomerData` are not documented: `attributes` is as a published capture shows it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from attribution.rules.parsed import CONNECT_CALL, Interaction, Parsed, Rejection
from attribution.rules.touch import Journey, Outcome, Reason
from attribution.rules.username import username_from
from attribution.sources import Source
from attribution.sources.shared.fields import is_id, kind_of, required_id
from kit.errors import BadInput, KitError

if TYPE_CHECKING:
    from attribution.rules.parsed import Result, Results
    from attribution.sources import Reading

NAMELESS = ""  # a profile without an id: counted, and nothing that an answer could speak of


class ConnectJourney(Source):
    """`{"InvocationMetadata": {"CampaignContext": …}, "Items": {"CustomerProfiles": […]}}`."""

    name = "connect_journey"
    patience_seconds = 30.0
    answers_failures = True  # an error would fail every profile of the batch

    def recognises(self, event: Any) -> bool:
        """No other payload has `InvocationMetadata`."""
        return isinstance(event, dict) and "InvocationMetadata" in event

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """See `Source.parse`. The customer reached the block now; of a repeated call, at the first time."""
        context = _object(_object(event, "InvocationMetadata"), "CampaignContext")
        name = context.get("CampaignName")
        journey = Journey(
            kind=self.name, id=required_id(context, "CampaignId"), name=name if is_id(name) else None
        )
        profiles = _object(event, "Items").get("CustomerProfiles")
        if not isinstance(profiles, list):
            raise BadInput(f"Items.CustomerProfiles must be a list, not {kind_of(profiles)}")
        parsed = Parsed(source=self.name)
        for profile in profiles:
            item = profile.get("ProfileId") if isinstance(profile, dict) else None
            if not isinstance(item, str) or not item:
                parsed.rejections.append(Rejection(item=NAMELESS, reason=Reason.PROFILE_ID_MISSING))
                continue
            username = _username(profile, reading)
            if isinstance(username, Reason):
                parsed.rejections.append(Rejection(item=item, reason=username))
            else:
                parsed.interactions.append(
                    Interaction(
                        item=item,
                        username=username,
                        journey=journey,
                        touched_at=reading.now,
                        call=_call(context, profile),
                    )
                )
        return parsed

    def answer(self, parsed: Parsed, results: Results) -> dict[str, Any]:
        """One entry for every profile, since a missing one counts as an error of the whole call."""
        items = [item for item in dict.fromkeys(parsed.items) if item != NAMELESS]
        return {
            "Items": {
                "CustomerProfiles": [
                    {"Id": item, "ResultData": _result_data(results[item])} for item in items
                ]
            }
        }


def _object(container: dict[str, Any], field: str) -> dict[str, Any]:
    value = container.get(field)
    if not isinstance(value, dict):
        raise BadInput(f"{field} must be an object, not {kind_of(value)}")
    return value


def _username(profile: dict[str, Any], reading: Reading) -> str | Reason:
    try:
        data = json.loads(profile.get("CustomerData", ""))
    except (TypeError, ValueError, RecursionError):
        return Reason.CUSTOMER_DATA_INVALID
    if not isinstance(data, dict):
        return Reason.CUSTOMER_DATA_INVALID
    if reading.username_attribute is None:
        # AWS's own migration puts what was User.UserId into the account number
        value = data.get("accountNumber")
    else:
        attributes = data.get("attributes")
        if attributes is None:
            return Reason.USER_ATTRIBUTES_MISSING
        if not isinstance(attributes, dict):
            return Reason.USER_ATTRIBUTES_NOT_AN_OBJECT
        value = attributes.get(reading.username_attribute)
    if value is None:
        return Reason.USERNAME_MISSING
    return username_from(value, case_sensitive=reading.username_case_sensitive)


def _call(context: dict[str, Any], profile: dict[str, Any]) -> str | None:
    """What a repeat of this call for this profile has in common with it, and nothing else has."""
    token = profile.get("IdempotencyToken")
    if not isinstance(token, str) or not token:
        return None
    parts = [context.get("RunId"), context.get("ActionId"), profile["ProfileId"], token]
    return CONNECT_CALL + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _result_data(result: Result) -> dict[str, str]:
    """What the journey reads as `$.LambdaInvocation.ResultData.tagged` and `.reason`."""
    if result is Outcome.RECORDED:
        return {"tagged": "true"}
    return {"tagged": "false", "reason": "not_recorded" if isinstance(result, KitError) else str(result)}


SOURCE = ConnectJourney()
