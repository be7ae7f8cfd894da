from attribution.rules.touch import Reason
from tests.unit.attribution.sources.case import SourceCase


def touch(visit):
    return {
        "username": visit.username,
        "journey_id": visit.journey_id,
        "journey_name": visit.journey_name,
        "touched_at": visit.touched_at,
    }


def bad(**fields):
    return {"username": "bad", "journey_id": "spring"} | fields


CASE = SourceCase(
    name="direct",
    arrives_by="call",
    part=touch,
    payloads=lambda parts, visit: [{"touches": parts}],
    bad_parts=[
        (None, Reason.PART_NOT_AN_OBJECT),
        (["bad"], Reason.PART_NOT_AN_OBJECT),
        ({}, Reason.JOURNEY_MISSING),
        (bad(journey_id=7), Reason.JOURNEY_INVALID),
        (bad(journey_id="x" * 257), Reason.JOURNEY_INVALID),
        (bad(username=None), Reason.USERNAME_MISSING),
        (bad(username=7), Reason.USERNAME_NOT_TEXT),
        (bad(username="ana lima"), Reason.USERNAME_INVALID),
        (bad(touched_at="yesterday"), Reason.TIME_INVALID),
        (bad(touched_at="2026-11-20T10:00:00"), Reason.TIME_INVALID),  # an hour of which zone?
    ],
    bad_payloads=[
        ({"touches": None}, "touches must be a list of touches, not missing or null"),
        ({"touches": {"username": "ana"}}, "touches must be a list of touches, not a dict"),
    ],
    told=lambda answer: (answer["recorded"], len(answer["failed"])),
)
