"""The Custom action of a Connect journey: what it sends to a function, and what it takes for an answer."""

import itertools
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A mapping becomes the JSON text that the journey sends; a text goes out as it is, to send a broken one.
Profiles = Mapping[str, Mapping[str, Any] | str]

# Not documented.
PROFILES_PER_CALL = 50
_LARGEST_RESULT = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One run of a journey, at one of its Custom actions."""

    id: str
    name: str
    run_id: str
    action_id: str = "Tag clickers"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the journey goes on with: the data that later blocks read, or why the action failed."""

    result_data: Mapping[str, Any] | None = None
    error: str = ""


def custom_action_calls(
    campaign: Campaign, profiles: Profiles, size: int = PROFILES_PER_CALL
) -> Iterator[dict[str, Any]]:
    """The payloads of one pass; the same payload sent again is a repeat, as its tokens are the same."""
    entries = iter(profiles.items())
    while some := list(itertools.islice(entries, size)):
        yield {
            "InvocationMetadata": {
                "CampaignContext": {
                    "CampaignId": campaign.id,
                    "RunId": campaign.run_id,
                    "ActionId": campaign.action_id,
                    "CampaignName": campaign.name,
                }
            },
            "Items": {
                "CustomerProfiles": [
                    {
                        "ProfileId": profile_id,
                        "CustomerData": _customer_data(profile_id, data),
                        "IdempotencyToken": secrets.token_hex(16),
                    }
                    for profile_id, data in some
                ]
            },
        }


def _customer_data(profile_id: str, data: Mapping[str, Any] | str) -> str:
    return data if isinstance(data, str) else json.dumps({"profileId": profile_id, **data})


def profile(username: str, **changes: Any) -> dict[str, Any]:
    """The customer data of a user, under the names that were seen; ``changes`` replace top-level fields."""
    return {
        "firstName": "Ana",
        "lastName": "Lima",
        "emailAddress": f"{username}@example.org",
        "accountNumber": username,
        "address": {"city": "Porto", "country": "PT", "postalCode": "4000-001"},
        "attributes": {"username": username},
    } | changes


def verdicts(payload: Mapping[str, Any], answer: Any) -> dict[str, Verdict]:
    """One for every profile of ``payload``, by the rules that AWS documents."""
    asked = [entry["ProfileId"] for entry in payload["Items"]["CustomerProfiles"]]
    try:
        found = {entry["Id"]: entry for entry in answer["Items"]["CustomerProfiles"]}
    except (KeyError, TypeError):
        return failed(payload, "The answer is not {Items: {CustomerProfiles: [{Id, ResultData}]}}.")
    return {profile_id: _verdict(found.get(profile_id)) for profile_id in asked}


def failed(payload: Mapping[str, Any], reason: str) -> dict[str, Verdict]:
    """The whole batch, for one reason."""
    return {entry["ProfileId"]: Verdict(error=reason) for entry in payload["Items"]["CustomerProfiles"]}


def surplus(payload: Mapping[str, Any], answer: Any) -> int:
    """How many entries of a well-formed answer are strangers, or there twice."""
    asked = Counter(entry["ProfileId"] for entry in payload["Items"]["CustomerProfiles"])
    return (Counter(entry["Id"] for entry in answer["Items"]["CustomerProfiles"]) - asked).total()


def _verdict(entry: Mapping[str, Any] | None) -> Verdict:
    if entry is None:
        return Verdict(error="The answer has no entry with the Id of this profile.")
    data = entry.get("ResultData", {})
    if not isinstance(data, dict):
        return Verdict(error="ResultData is not an object.")
    size = len(json.dumps(data).encode())
    if size > _LARGEST_RESULT:
        return Verdict(error=f"ResultData has {size} bytes; {_LARGEST_RESULT} are allowed.")
    return Verdict(result_data=data)
