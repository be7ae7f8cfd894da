import json

from attribution.rules.touch import Reason
from tests.unit.attribution.sources.case import SourceCase


def profile(username="ana.lima", *, token="a1f0c9d8e7b6", **attributes):
    data = {"emailAddress": "secret-address@example.org", "attributes": {"username": username} | attributes}
    return {
        "ProfileId": f"profile-of-{username}",
        "CustomerData": json.dumps(data),
        "IdempotencyToken": f"{token}-{username}",
    }


def with_data(data):
    return {"ProfileId": "bad", "CustomerData": data, "IdempotencyToken": "b2e1d0c9f8a7"}


def payload(profiles, visit):
    return {
        "InvocationMetadata": {
            "CampaignContext": {
                "CampaignId": visit.journey_id,
                "RunId": f"{visit.journey_id}#2026-11-20T10-00-00Z",
                "ActionId": "Tag clickers",
                "CampaignName": visit.journey_name,
            }
        },
        "Items": {"CustomerProfiles": profiles},
    }


CONTEXT = {"CampaignId": "c", "CampaignName": "Spring"}
CASE = SourceCase(
    name="connect_journey",
    arrives_by="call",
    part=lambda visit: profile(visit.username, token=str(visit.touched_at)),
    payloads=lambda parts, visit: [payload(parts, visit)],
    bad_parts=[
        (None, Reason.PROFILE_ID_MISSING),
        ({}, Reason.PROFILE_ID_MISSING),
        ({"ProfileId": ""}, Reason.PROFILE_ID_MISSING),
        ({"ProfileId": 7}, Reason.PROFILE_ID_MISSING),
        ({"ProfileId": "bad"}, Reason.CUSTOMER_DATA_INVALID),
        (with_data(None), Reason.CUSTOMER_DATA_INVALID),
        (with_data({"attributes": {"username": "ana"}}), Reason.CUSTOMER_DATA_INVALID),
        (with_data("not json"), Reason.CUSTOMER_DATA_INVALID),
        (with_data("[" * 100_000), Reason.CUSTOMER_DATA_INVALID),
        (with_data("[]"), Reason.CUSTOMER_DATA_INVALID),
        (with_data("{}"), Reason.USER_ATTRIBUTES_MISSING),
        (with_data('{"attributes": []}'), Reason.USER_ATTRIBUTES_NOT_AN_OBJECT),
        (with_data('{"attributes": {}}'), Reason.USERNAME_MISSING),
        (profile(None), Reason.USERNAME_MISSING),
        (profile(7), Reason.USERNAME_NOT_TEXT),
        (profile(""), Reason.USERNAME_BLANK),
        (profile("ana lima"), Reason.USERNAME_INVALID),
    ],
    bad_payloads=[
        ({"InvocationMetadata": None}, "InvocationMetadata must be an object, not missing or null"),
        ({"InvocationMetadata": {}}, "CampaignContext must be an object"),
        ({"InvocationMetadata": {"CampaignContext": {}}}, "CampaignId must be a text"),
        ({"InvocationMetadata": {"CampaignContext": CONTEXT}}, "Items must be an object"),
        (
            {"InvocationMetadata": {"CampaignContext": CONTEXT}, "Items": {"CustomerProfiles": {}}},
            r"Items\.CustomerProfiles must be a list, not a dict",
        ),
    ],
    carries_time=False,
)
