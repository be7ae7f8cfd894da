import json

from attribution.rules.touch import Reason
from tests.support.events import endpoint
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import SourceCase, Visit
from tests.unit.attribution.sources.referring import one_by_one


def sent(user_endpoint, *, client_id="ep-1"):
    """Pinpoint has sent something to an endpoint."""
    return sample("pinpoint_events", "journey_send") | {
        "client": {"client_id": client_id},
        "client_context": {"custom": {"endpoint": user_endpoint}},
    }


def sent_to(username, *, client_id="ep-1"):
    return sent(json.dumps(endpoint(username)), client_id=client_id)


def clicked(visit=None, *, client_id="ep-1", **fields):
    """A link in an email was followed: no user in it, and `event_timestamp` is when the email was sent."""
    visit = visit or Visit()
    return sample("pinpoint_events", "email_click") | {
        "client": {"client_id": client_id},
        "attributes": {"journey_id": visit.journey_id},
        "arrival_timestamp": visit.touched_at,
        **fields,
    }


def of_visit(visit):
    """The later one first: inside a batch their order means nothing."""
    client_id = f"ep-{visit.username}"
    return [clicked(visit, client_id=client_id), sent_to(visit.username, client_id=client_id)]


CASE = SourceCase(
    name="pinpoint_events",
    arrives_by="stream",
    part=of_visit,
    payloads=one_by_one,
    bad_parts=[
        (clicked(attributes=None), Reason.JOURNEY_MISSING),
        (clicked(attributes=[]), Reason.JOURNEY_MISSING),
        (clicked(attributes={}), Reason.JOURNEY_MISSING),
        (clicked(attributes={"journey_id": "", "campaign_id": None}), Reason.JOURNEY_MISSING),
        (clicked(attributes={"campaign": "Spring welcome"}), Reason.JOURNEY_MISSING),
        (clicked(attributes={"journey_id": 7}), Reason.JOURNEY_INVALID),
        (clicked(attributes={"journey_id": ["b7d9"]}), Reason.JOURNEY_INVALID),
        (clicked(attributes={"journey_id": " "}), Reason.JOURNEY_INVALID),
        (clicked(attributes={"campaign_id": "x" * 257}), Reason.JOURNEY_INVALID),
        (clicked(arrival_timestamp="yesterday"), Reason.TIME_INVALID),
        (clicked(arrival_timestamp=-1), Reason.TIME_INVALID),
        (clicked(arrival_timestamp={}), Reason.TIME_INVALID),
        (clicked(client=None), Reason.REFERENCE_MISSING),
        (clicked(client="ep-1"), Reason.REFERENCE_MISSING),
        (clicked(client={}), Reason.REFERENCE_MISSING),
        (clicked(client_id=7), Reason.REFERENCE_INVALID),
        (clicked(client_id=""), Reason.REFERENCE_INVALID),
        (clicked(client_id="x" * 257), Reason.REFERENCE_INVALID),
        (clicked(client_id="ep-nobody"), Reason.REFERENCE_UNKNOWN),
        (sent("not json"), Reason.ENDPOINT_NOT_AN_OBJECT),
        (sent("[" * 100_000), Reason.ENDPOINT_NOT_AN_OBJECT),
        (sent("[]"), Reason.ENDPOINT_NOT_AN_OBJECT),
        (sent("null"), Reason.ENDPOINT_NULL),
        (sent(json.dumps(endpoint(User="ana"))), Reason.USER_NOT_AN_OBJECT),
        (sent_to(7), Reason.USERNAME_NOT_TEXT),
        (sent_to(""), Reason.USERNAME_BLANK),
        (sent_to("ana lima"), Reason.USERNAME_INVALID),
    ],
    carries_name=False,
)
